// Secrets as Standard Webhooks has them.

const size = 32; // bytes

/** A new one, that nobody has seen. */
export function newSigningSecret(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(size));
	return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
