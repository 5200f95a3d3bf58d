// The work that a server may ask of strangers: a number whose hash with the server's word
// begins with zero bits. The hash is SHA-256, written here because the browser's own gives
// each answer later, which would make most of the work waiting.
import type * as frames from "../../shared/model/frames.ts";

/** What the server asks. */
export type Challenge = Pick<frames.Challenge, "nonce" | "bits">;

/** Tries some numbers; gives the first that is right. */
export function solve({ nonce, bits }: Challenge, from: number, tries: number): number | undefined {
	for (let n = from; n < from + tries; n++) {
		if (zeros(sha256(ascii(`${nonce}:${n}`))) >= bits) {
			return n;
		}
	}
	return undefined;
}

function ascii(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) {
		bytes[i] = text.charCodeAt(i);
	}
	return bytes;
}

/** How many zero bits a hash begins with. */
function zeros(hash: Uint32Array): number {
	let count = 0;
	for (const word of hash) {
		count += Math.clz32(word);
		if (word !== 0) {
			break;
		}
	}
	return count;
}

/** The fractions of the roots of the first primes, which SHA-256 begins with. */
function fractions(count: number, root: number): Uint32Array {
	const words = new Uint32Array(count);
	for (let n = 2, at = 0; at < count; n++) {
		if (isPrime(n)) {
			words[at++] = (n ** (1 / root) % 1) * 2 ** 32;
		}
	}
	return words;
}

function isPrime(n: number): boolean {
	for (let d = 2; d * d <= n; d++) {
		if (n % d === 0) {
			return false;
		}
	}
	return true;
}

const rounds = fractions(64, 3);
const start = fractions(8, 2);
const schedule = new Uint32Array(64);

/** The hash of some bytes, as eight words. */
export function sha256(bytes: Uint8Array): Uint32Array {
	const hash = start.slice();
	const padded = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
	new Uint8Array(padded.buffer).set(bytes);
	padded.setUint8(bytes.length, 0x80);
	padded.setUint32(padded.byteLength - 4, bytes.length * 8);
	for (let at = 0; at < padded.byteLength; at += 64) {
		block(hash, padded, at);
	}
	return hash;
}

function turn(x: number, by: number): number {
	return (x >>> by) | (x << (32 - by));
}

/** The word at a place that there is. */
function word(words: Uint32Array, at: number): number {
	return words[at] as number;
}

function expand(data: DataView, at: number): void {
	for (let i = 0; i < 16; i++) {
		schedule[i] = data.getUint32(at + 4 * i);
	}
	for (let i = 16; i < 64; i++) {
		const [a, b] = [word(schedule, i - 15), word(schedule, i - 2)];
		const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
		const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
		schedule[i] = word(schedule, i - 16) + s0 + word(schedule, i - 7) + s1;
	}
}

function block(hash: Uint32Array, data: DataView, at: number): void {
	expand(data, at);
	let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
	for (let i = 0; i < 64; i++) {
		const t1 =
			(h +
				(turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
				((e & f) ^ (~e & g)) +
				word(rounds, i) +
				word(schedule, i)) |
			0;
		const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
	}
	[a, b, c, d, e, f, g, h].forEach((word, i) => {
		hash[i] = (hash[i] ?? 0) + word;
	});
}
