import type { FilePurpose } from '@hegu/contract/files.ts';
import { DomainError } from '../errors.ts';

/** Pure decisions about files: names, types, headers. */

const MAX_NAME_BYTES = 200;

/**
 * A file name that is safe to store, show and send: the last part of a path, without control, invisible or
 * direction-changing characters (`\u202e` makes `fdp.exe` read as `exe.pdf`), NFC, at most 200 bytes of UTF-8 with the
 * extension kept. Chinese stays as it is.
 */
export function cleanName(raw: string, fallback = 'file'): string {
  const last = raw.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const visible = last
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/g, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (visible === '') return fallback;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(visible)?.[0] ?? '';
  let stem = [...visible.slice(0, visible.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > MAX_NAME_BYTES) stem = stem.slice(0, -1);
  return stem.join('') + extension;
}

/**
 * `Content-Disposition` after RFC 6266: an ASCII `filename` for old readers, and `filename*` (RFC 8187, UTF-8) for the
 * name as it is.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const extended = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

/** Shown in the page; everything else is saved by the browser, so that no upload runs under our origin. */
const inlineTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif']);

export function downloadHeaders(file: {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly visibility: string;
}): Record<string, string> {
  return {
    'content-type': file.mediaType.startsWith('text/') ? `${file.mediaType}; charset=utf-8` : file.mediaType,
    'content-length': String(file.size),
    'content-disposition': contentDisposition(
      inlineTypes.has(file.mediaType) ? 'inline' : 'attachment',
      file.name,
    ),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    etag: `"${file.sha256}"`,
    'cache-control': file.visibility === 'public' ? 'public, max-age=86400, immutable' : 'private, no-cache',
  };
}

const aliases: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/heif': 'image/heic',
  'application/x-zip-compressed': 'application/zip',
  'application/x-gzip': 'application/gzip',
  'application/csv': 'text/csv',
  'text/comma-separated-values': 'text/csv',
  // Compound files: what Word, Excel and PowerPoint wrote before 2007
  'application/msword': 'application/x-cfb',
  'application/vnd.ms-excel': 'application/x-cfb',
  'application/vnd.ms-powerpoint': 'application/x-cfb',
};

const base = (type: string) => (type.split(';')[0] ?? '').trim().toLowerCase();
const canonical = (type: string) => aliases[base(type)] ?? base(type);
const saysNothing = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/**
 * The real media type, or a refusal. `found` is what the bytes show (undefined: no known signature, which is all that
 * text has), `looksLikeText` whether they could be text.
 */
export function settleType(input: {
  readonly declared: string;
  readonly found: string | undefined;
  readonly looksLikeText: boolean;
  readonly name: string;
  readonly purpose: FilePurpose;
}): string {
  const { purpose } = input;
  const csvName = /\.csv$/i.test(input.name);
  let declared = canonical(input.declared);
  // Windows calls a CSV an Excel file as soon as Excel is installed.
  if (csvName && (declared === 'application/x-cfb' || declared === 'text/plain')) declared = 'text/csv';
  let real = input.found === undefined ? undefined : canonical(input.found);
  if (real === undefined && input.looksLikeText) {
    const asText = declared === 'text/csv' || declared === 'text/plain';
    if (asText) real = declared;
    else if (saysNothing.has(declared)) real = csvName ? 'text/csv' : 'text/plain';
    else real = 'text/plain';
  }
  const found = real ?? 'application/octet-stream';
  if (!purpose.types.includes(found))
    throw new DomainError('file.type_not_allowed', { found, declared, allowed: [...purpose.types] });
  if (!saysNothing.has(declared) && declared !== found)
    throw new DomainError('file.type_mismatch', { found, declared });
  return found;
}

/** Text has no NUL and no control characters but white space and escape; UTF-8 and GB 18030 both pass. */
export function looksLikeText(head: Uint8Array): boolean {
  return head.every(
    (byte) =>
      byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c || byte === 0x1b,
  );
}
