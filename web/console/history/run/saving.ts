// Files for the browser to save.

/** Has the browser save a file. */
export function save(name: string, content: Blob): void {
	const address = URL.createObjectURL(content);
	const link = document.createElement("a");
	link.href = address;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may take a while to begin
}

/** Has the browser save a text. */
export function saveText(name: string, text: string, type = "text/plain"): void {
	save(name, new Blob([text], { type: `${type};charset=utf-8` }));
}
