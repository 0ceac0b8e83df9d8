/**
 * Every table's row type, by table name. Each store adds its own tables where it owns them:
 *
 *     declare module '../../platform/db/tables.ts' { interface Tables { instruments: InstrumentTable } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the stores that own the tables
export interface Tables {}
