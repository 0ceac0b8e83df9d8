/** Builds the web app when its sources have changed since it was built. */
export function ensureWeb(): Promise<void>;
