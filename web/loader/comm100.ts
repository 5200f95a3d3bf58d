// The names of Comm100.
export {};
