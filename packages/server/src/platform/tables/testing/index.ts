import { crc32, deflateRawSync } from 'node:zlib';

/** ZIP files and workbooks made by hand, for files that no spreadsheet would write. */

export interface Part {
  readonly name: string;
  readonly text: string;
  /** What the directory says of the size when unpacked; default: the truth. */
  readonly claims?: number;
  readonly encrypted?: boolean;
}

export function zip(parts: readonly Part[]): Uint8Array {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const p of parts) {
    const name = Buffer.from(p.name);
    const raw = Buffer.from(p.text);
    const packed = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(p.encrypted ? 1 : 0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(p.claims ?? raw.length, 18);
    common.writeUInt16LE(name.length, 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]));
    local.push(head);
    at += head.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return new Uint8Array(Buffer.concat([...local, central, Buffer.from('PK\x05\x06', 'latin1'), end]));
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as LibreOffice lays it out, of one sheet with the given rows (XML) and what stands behind them. */
export function workbook(
  rows: string,
  more: { tail?: string; before?: string; parts?: readonly Part[]; styles?: string } = {},
): Uint8Array {
  const sheet = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${more.before ?? ''}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${more.tail ?? ''}</worksheet>`;
  return zip([
    { name: '[Content_Types].xml', text: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr/><sheets><sheet name="hidden" sheetId="1" state="hidden" r:id="rId9"/><sheet name="S" sheetId="2" state="visible" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    ...(more.styles ? [{ name: 'xl/styles.xml', text: more.styles }] : []),
    { name: 'xl/worksheets/sheet1.xml', text: sheet },
    ...(more.parts ?? []),
  ]);
}
