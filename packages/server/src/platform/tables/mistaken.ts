import { TableError } from './problem.ts';

/** Files that people take for tables: said by name, with what to do, rather than read as nonsense. */

const saveAs = {
  zh: '请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传',
  en: 'open it in Excel or WPS, save it as “Excel Workbook (.xlsx)” and send that',
} as const;

const resave = (zh: string, en: string) => new TableError(`${zh}，${saveAs.zh}`, `${en}; ${saveAs.en}`);
const other = (zh: string, en: string) =>
  new TableError(`${zh}，请上传 .xlsx 或 .csv 表格`, `${en}; send an .xlsx or .csv table`);
const archive = () =>
  new TableError(
    '这是压缩包，请解压后上传里面的表格',
    'this is an archive; unpack it and send the table that is in it',
  );

const begins = (bytes: Uint8Array, ...mark: number[]) => mark.every((b, i) => bytes[i] === b);
const holds = (bytes: Uint8Array, text: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(text, 'utf16le'));

/** Streams of a compound file (MS-CFB) are listed by names in UTF-16; an encrypted workbook (MS-OFFCRYPTO) is one stream. */
function compound(bytes: Uint8Array): TableError {
  if (holds(bytes, 'EncryptedPackage'))
    return new TableError(
      '这个工作簿设了打开密码，请在 Excel 或 WPS 中取消密码、保存后再上传',
      'this workbook is protected with a password; remove it in Excel or WPS, save, and send that',
    );
  if (holds(bytes, 'WordDocument')) return other('这是 Word 文档', 'this is a Word document');
  return resave(
    '这是旧版 Excel 文件（.xls，有密码的请先取消密码）',
    'this is an old Excel file (.xls; if it has a password, remove that first)',
  );
}

/** What a file that is no ZIP is, where it is known and no text table; null for what may be CSV. */
export function mistaken(bytes: Uint8Array): TableError | null {
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return compound(bytes);
  // A stream of BIFF without its container: Excel 2 to 4
  if (bytes[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(bytes[1] ?? -1) && bytes.includes(0))
    return resave('这是旧版 Excel 文件（.xls）', 'this is an old Excel file (.xls)');
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47) || begins(bytes, 0xff, 0xd8, 0xff))
    return other('这是图片', 'this is a picture');
  if (
    begins(bytes, 0x52, 0x61, 0x72, 0x21) ||
    begins(bytes, 0x37, 0x7a, 0xbc, 0xaf) ||
    begins(bytes, 0x1f, 0x8b)
  )
    return archive();
  // Marks and the zeros of UTF-16 aside, what says which kind of text it is, is ASCII
  const start = new TextDecoder('latin1')
    .decode(bytes.subarray(0, 2048))
    .replace(/^(?:ï»¿|ÿþ|þÿ)/, '')
    .replaceAll('\u0000', '')
    .replace(/^(?:\s|<!--[\s\S]*?-->)+/, '')
    .toLowerCase();
  if (start.startsWith('%pdf')) return other('这是 PDF', 'this is a PDF');
  if (/^<\?xml[^>]*>/.test(start) && /<workbook|office:spreadsheet/.test(start))
    return resave('这是“XML 表格 2003”', 'this is an “XML Spreadsheet 2003”');
  if (/^<(?:!doctype html|[a-z][a-z0-9]*[\s>/])/.test(start) || /^<\?xml[^>]*>[\s\S]*<html/.test(start))
    return resave(
      '这其实是网页（HTML），只是文件名写成了表格，不少系统“导出 Excel”得到的就是它',
      'this is a web page (HTML) under the name of a table, as many systems export it',
    );
  if (/^--[^\r\n]{1,200}\r?\ncontent-disposition:\s*form-data/.test(start))
    return new TableError(
      '这是网页表单（multipart/form-data），请把表格文件本身作为请求内容发送，例如 curl --data-binary @年报.xlsx',
      'this is a form (multipart/form-data); send the file itself as the body of the request, e.g. curl --data-binary @returns.xlsx',
    );
  if (/^(?:mime-version:|from: <saved by|content-type: multipart\/related)/.test(start))
    return resave('这是单个文件网页（.mht）', 'this is a single-file web page (.mht)');
  if (/^(?:<[!?]|\{|\[\s*[{[])/.test(start)) return other('这不是表格', 'this is no table');
  return null;
}

/** A ZIP that is no workbook, by what is in it. */
export function mistakenZip(names: readonly string[]): TableError {
  if (names.includes('xl/workbook.bin'))
    return resave('这是二进制工作簿（.xlsb）', 'this is a binary workbook (.xlsb)');
  if (names.includes('content.xml') && names.includes('mimetype'))
    return resave('这是 OpenDocument 文件（如 .ods）', 'this is an OpenDocument file (such as .ods)');
  if (names.some((n) => n.endsWith('.iwa')))
    return new TableError(
      '这是 Numbers 表格，请在 Numbers 中导出为 Excel 后再上传',
      'this is a Numbers table; export it from Numbers to Excel and send that',
    );
  if (names.some((n) => n.startsWith('word/'))) return other('这是 Word 文档', 'this is a Word document');
  return names.some((n) => /\.(?:xlsx?|csv)$/i.test(n))
    ? archive()
    : other('这不是 Excel 工作簿', 'this is not an Excel workbook');
}
