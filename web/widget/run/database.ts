// A table in the browser's IndexedDB, in the frame's own origin.
import { MemoryTable, type Table } from "../model/shelf.ts";

const store = "shelf";

/** Opens the table of a name; one in memory where the browser keeps nothing. */
export async function openTable(name: string): Promise<Table> {
	try {
		return new StoredTable(await open(name));
	} catch {
		return new MemoryTable(); // storage is denied, or full: the page goes on without
	}
}

function open(name: string): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(name, 1);
		request.onupgradeneeded = () => request.result.createObjectStore(store);
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
		request.onblocked = () => reject(new Error("another page holds an older database"));
	});
}

class StoredTable implements Table {
	constructor(private readonly db: IDBDatabase) {
		db.onversionchange = () => db.close();
	}

	all(): Promise<ReadonlyMap<string, unknown>> {
		return new Promise((resolve, reject) => {
			const rows = new Map<string, unknown>();
			const transaction = this.db.transaction(store, "readonly");
			const request = transaction.objectStore(store).openCursor();
			request.onsuccess = () => {
				const cursor = request.result;
				if (cursor !== null) {
					rows.set(String(cursor.key), cursor.value);
					cursor.continue();
				}
			};
			transaction.oncomplete = () => resolve(rows);
			transaction.onabort = () => reject(transaction.error);
		});
	}

	change(put: ReadonlyMap<string, unknown>, remove: readonly string[]): Promise<void> {
		return new Promise((resolve, reject) => {
			const transaction = this.db.transaction(store, "readwrite");
			const rows = transaction.objectStore(store);
			for (const [key, value] of put) {
				rows.put(value, key);
			}
			for (const key of remove) {
				rows.delete(key);
			}
			transaction.oncomplete = () => resolve();
			transaction.onabort = () => reject(transaction.error);
		});
	}
}
