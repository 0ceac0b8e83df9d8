/** Tables that leave or enter as files: Excel and CSV. */
export { type Cell, type Column, csvMediaType, toCsv, toXlsx, xlsxMediaType } from './write.ts';
