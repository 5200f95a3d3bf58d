// The loader.
export {};
