/** Path of a browser that runs. */
export function ensureBrowser(): Promise<string>;
