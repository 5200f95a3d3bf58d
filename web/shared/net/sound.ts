// A short sound for new messages, made here: no file to load.

let audio: AudioContext | undefined;

/** Makes the sound; silently none where the browser allows none. */
export function ring(): void {
	try {
		audio ??= new AudioContext();
		void audio.resume();
		tone(audio, 880, 0);
		tone(audio, 1_174.7, 0.12);
	} catch {
		// no sound is better than no chat
	}
}

function tone(to: AudioContext, frequency: number, after: number): void {
	const from = to.currentTime + after;
	const volume = to.createGain();
	const source = to.createOscillator();
	source.frequency.value = frequency;
	volume.gain.setValueAtTime(0, from);
	volume.gain.linearRampToValueAtTime(0.12, from + 0.015);
	volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.28);
	source.connect(volume).connect(to.destination);
	source.start(from);
	source.stop(from + 0.3);
}
