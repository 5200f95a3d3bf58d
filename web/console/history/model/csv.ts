// Comma-separated values, for spreadsheets (RFC 4180).

/**
 * One row. What a spreadsheet would take for a formula gets an apostrophe before it, since
 * visitors decide what is in a cell; numbers stay as they are.
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
	return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number | null): string {
	if (cell === null || typeof cell === "number") {
		return cell === null ? "" : String(cell);
	}
	const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** What a file begins with, so that spreadsheets read it as UTF-8. */
export const csvStart = "\uFEFF";
