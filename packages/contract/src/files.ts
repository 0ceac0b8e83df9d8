import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { id, text } from './fields.ts';
import { route } from './route.ts';

/** Files (文件): what may be uploaded for what, and who may see it. */

export const MIB = 1024 * 1024;
export const MAX_UPLOAD_BYTES = 20 * MIB;

/** `public` anybody · `valley` whoever belongs to the valley · `private` the uploader, and those a record lets in. */
export const visibilities = ['public', 'valley', 'private'] as const;
export type Visibility = (typeof visibilities)[number];

export interface FilePurpose {
  readonly zh: string;
  readonly en: string;
  readonly visibility: Visibility;
  readonly maxBytes: number;
  /** Media types as found in the bytes, not as declared. */
  readonly types: readonly string[];
}

const images = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/heic'] as const;
const office = [
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/x-cfb',
] as const;
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What files are uploaded for. SVG and HTML are in none: they carry scripts. */
export const filePurposes = {
  photo: { zh: '照片', en: 'Photo', visibility: 'public', maxBytes: 10 * MIB, types: images },
  document: {
    zh: '材料',
    en: 'Document',
    visibility: 'private',
    maxBytes: MAX_UPLOAD_BYTES,
    types: ['application/pdf', ...images, ...office, 'text/plain', 'text/csv'],
  },
  guide: {
    zh: '操作规程与说明',
    en: 'Guide',
    visibility: 'valley',
    maxBytes: MAX_UPLOAD_BYTES,
    types: ['application/pdf', ...images, ...office, 'text/plain', 'video/mp4'],
  },
  import: {
    zh: '导入表格',
    en: 'Import sheet',
    visibility: 'private',
    maxBytes: MAX_UPLOAD_BYTES,
    types: [spreadsheet, 'text/csv'],
  },
  result: {
    zh: '测试结果与数据',
    en: 'Result',
    visibility: 'private',
    maxBytes: MAX_UPLOAD_BYTES,
    types: [
      'application/pdf',
      ...images,
      'image/tiff',
      ...office,
      'text/plain',
      'text/csv',
      'application/zip',
      'application/gzip',
    ],
  },
} as const satisfies Record<string, FilePurpose>;

export type FilePurposeName = keyof typeof filePurposes;
export const FilePurposeField = z.enum(Object.keys(filePurposes) as [FilePurposeName, ...FilePurposeName[]]);

export const FileInfo = z.object({
  id,
  name: z.string(),
  mediaType: z.string(),
  size: z.int(),
  sha256: z.string(),
  purpose: z.string(),
  visibility: z.enum(visibilities),
  uploadedBy: z.string().nullable(),
  createdAt: z.string(),
});
export type FileInfo = z.output<typeof FileInfo>;

export const fileErrors = defineErrors({
  'file.too_large': {
    status: 413,
    zh: '文件超过 {limit} 字节上限',
    en: 'The file is larger than {limit} bytes',
  },
  'file.empty': { status: 400, zh: '文件是空的', en: 'The file is empty' },
  'file.type_not_allowed': {
    status: 415,
    zh: '此处不接受 {found} 类型的文件，可用类型：{allowed}',
    en: 'Files of type {found} are not accepted here; accepted: {allowed}',
  },
  'file.type_mismatch': {
    status: 415,
    zh: '文件内容（{found}）与所称类型（{declared}）不符',
    en: 'The content of the file ({found}) is not what it claims to be ({declared})',
  },
  'file.store_unavailable': {
    status: 503,
    zh: '文件暂时存取不了，请过几分钟再试',
    en: 'Files cannot be stored or fetched at the moment; please try again in a few minutes',
  },
  'file.not_found': { status: 404, zh: '文件不存在或您无权查看', en: 'No such file, or not for you to see' },
});

export const uploadFile = route({
  method: 'post',
  path: '/files',
  tag: 'files',
  action: 'self',
  summary: { zh: '上传文件', en: 'Upload a file' },
  query: z.object({ purpose: FilePurposeField, name: text(255).optional() }),
  upload: MAX_UPLOAD_BYTES,
  ok: FileInfo,
  okStatus: 201,
  errors: [
    'file.too_large',
    'file.empty',
    'file.type_not_allowed',
    'file.type_mismatch',
    'file.store_unavailable',
  ],
});

/** Public files need no sign-in; of the others a visitor hears 404. */
export const getFile = route({
  method: 'get',
  path: '/files/{id}',
  tag: 'files',
  action: 'public',
  summary: { zh: '下载文件', en: 'Download a file' },
  params: z.object({ id }),
  media: '*/*',
  ok: z.void(),
  errors: ['file.not_found', 'file.store_unavailable'],
});

export const removeFile = route({
  method: 'delete',
  path: '/files/{id}',
  tag: 'files',
  action: 'self',
  summary: { zh: '删除文件', en: 'Delete a file of mine' },
  params: z.object({ id }),
  ok: z.void(),
  okStatus: 204,
  errors: ['file.not_found'],
});
