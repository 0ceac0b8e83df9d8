/** Changes as they happen: from a command's commit to every screen that shows what it changed. */
export type { ValleyEvent } from './batches.ts';
export { createHub, type Heard, type Hub, type HubOptions, type Send } from './hub.ts';
export { assertMayHear, eventStreamHeaders, mayHear, openEventStream, type StreamOptions } from './stream.ts';
