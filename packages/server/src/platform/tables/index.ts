/** Tables that leave or enter as files: Excel and CSV. */

export { TableError } from './problem.ts';
export { type ReadCell, type ReadRow, type ReadTable, readTable } from './read.ts';
export { type Cell, type Column, csvMediaType, toCsv, toXlsx, xlsxMediaType } from './write.ts';
