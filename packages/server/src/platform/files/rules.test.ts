import { filePurposes } from '@hegu/contract/files.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, contentDisposition, downloadHeaders, looksLikeText, settleType } from './rules.ts';

describe('cleanName', () => {
  it.each([
    ['检测报告 (终稿).pdf', '检测报告 (终稿).pdf'],
    ['../../etc/passwd', 'passwd'],
    ['D:\\资料\\报告.docx', '报告.docx'],
    ['a\u0000b\r\nX-Evil: 1.pdf', 'abX-Evil_ 1.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['..', 'file'],
    ['   ', 'file'],
    ['.htaccess', 'htaccess'],
    ['e\u0301tude.pdf', 'étude.pdf'],
    ['a\ud800b.pdf', 'ab.pdf'],
    ['what?<x>|"y".csv', 'what__x___y_.csv'],
  ])('%j → %j', (raw, clean) => {
    expect(cleanName(raw)).toBe(clean);
  });

  it('keeps the extension of a very long name and cuts between characters', () => {
    const name = cleanName(`${'液质联用'.repeat(100)}.xlsx`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^(?:液质联用)+[液质联用]{0,3}\.xlsx$/);
  });

  it('always gives a name that can be stored, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const name = cleanName(raw);
        expect(name).not.toBe('');
        expect(name).not.toMatch(/[/\\]|\p{Cc}/u);
        expect(name.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(cleanName(name)).toBe(name);
      }),
    );
  });
});

describe('headers', () => {
  it('gives an ASCII name for old readers and the real one besides', () => {
    expect(contentDisposition('attachment', '报告\'1".pdf')).toBe(
      `attachment; filename="__'1_.pdf"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%271%22.pdf`,
    );
  });

  it('can always be sent as a header, and names the file exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const name = cleanName(raw);
        const value = contentDisposition('inline', name);
        expect(new Headers({ 'content-disposition': value }).get('content-disposition')).toBe(value);
        expect(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(value)?.[1] ?? '')).toBe(name);
      }),
    );
  });

  it('lets nothing but plain images open in the page', () => {
    const of = (mediaType: string) =>
      downloadHeaders({ name: 'x', mediaType, size: 3, sha256: 'a'.repeat(64), visibility: 'private' });
    expect(of('image/png')['content-disposition']).toMatch(/^inline/);
    for (const type of ['application/pdf', 'text/plain', 'text/csv', 'application/zip', 'image/tiff'])
      expect(of(type)['content-disposition']).toMatch(/^attachment/);
    expect(of('text/csv')).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
      'content-length': '3',
    });
  });
});

describe('settleType', () => {
  const settle = (
    declared: string,
    found: string | undefined,
    name: string,
    purpose: keyof typeof filePurposes = 'document',
  ) => {
    try {
      return settleType({
        declared,
        found,
        looksLikeText: found === undefined,
        name,
        purpose: filePurposes[purpose],
      });
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    ['image/jpeg', 'image/jpeg', 'a.jpg', 'image/jpeg'],
    ['image/jpg', 'image/jpeg', 'a.jpg', 'image/jpeg'],
    ['', 'application/pdf', 'a.pdf', 'application/pdf'],
    ['application/octet-stream', 'application/pdf', 'a.pdf', 'application/pdf'],
    ['application/msword', 'application/x-cfb', 'a.doc', 'application/x-cfb'],
    ['application/vnd.ms-excel', undefined, '样品.csv', 'text/csv'],
    ['text/csv; charset=gbk', undefined, '样品.csv', 'text/csv'],
    ['', undefined, '样品.csv', 'text/csv'],
    ['', undefined, '说明.txt', 'text/plain'],
    ['application/pdf', 'image/png', 'a.pdf', 'file.type_mismatch'],
    ['application/pdf', undefined, 'a.pdf', 'file.type_mismatch'],
    ['text/html', undefined, 'a.html', 'file.type_mismatch'],
    ['application/pdf', 'application/x-msdownload', 'a.pdf', 'file.type_not_allowed'],
    ['image/svg+xml', 'application/xml', 'a.svg', 'file.type_not_allowed'],
  ])('%s / %s / %s → %s', (declared, found, name, result) => {
    expect(settle(declared, found, name)).toBe(result);
  });

  it('depends on the purpose', () => {
    expect(settle('application/pdf', 'application/pdf', 'a.pdf', 'photo')).toBe('file.type_not_allowed');
  });

  it('tells text from bytes, in UTF-8 and GB 18030', () => {
    expect(looksLikeText(Buffer.from('名称,数量\r\n缓冲液\t3\n'))).toBe(true);
    expect(looksLikeText(Uint8Array.from([0xc3, 0xfb, 0xb3, 0xc6, 0x2c]))).toBe(true);
    expect(looksLikeText(Uint8Array.from([0x61, 0x00, 0x62]))).toBe(false);
  });
});
