import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { route } from './route.ts';

/** Errors that any route may answer. */
export const platformErrors = defineErrors({
  'request.malformed': {
    status: 400,
    zh: '请求内容无法解析：{problem}',
    en: 'The request cannot be read: {problem}',
  },
  'request.invalid': { status: 400, zh: '{path}：{problem}', en: '{path}: {problem}' },
  'request.too_large': {
    status: 413,
    zh: '内容超过 {limit} 字节上限',
    en: 'The content is larger than {limit} bytes',
  },
  'request.media_type': {
    status: 415,
    zh: '不支持的内容类型 {mediaType}，应为 {expected}',
    en: 'Media type {mediaType} is not accepted here; send {expected}',
  },
  'request.encoding': {
    status: 415,
    zh: '不接受压缩过的请求内容（Content-Encoding: {encoding}），请不压缩直接发送',
    en: 'A compressed request (Content-Encoding: {encoding}) is not accepted; send it as it is',
  },
  'request.rate_limited': {
    status: 429,
    zh: '操作过于频繁，请 {retryAfterSeconds} 秒后再试',
    en: 'Too many requests; try again in {retryAfterSeconds} s',
  },
  'request.stale': {
    status: 412,
    zh: '内容已被他人修改（现为第 {version} 版），请刷新后再改',
    en: 'Somebody changed this meanwhile (now version {version}); reload and try again',
  },
  'request.conflict': { status: 409, zh: '与已有记录重复', en: 'This already exists' },
  'request.reference': {
    status: 422,
    zh: '引用的记录不存在或不可用',
    en: 'Something this refers to does not exist here',
  },
  'request.cross_site': {
    status: 403,
    zh: '拒绝来自其他站点的请求',
    en: 'Requests from another site are refused',
  },
  'request.cursor': {
    status: 400,
    zh: '翻页标记无效，请从第一页重新查看',
    en: 'The page cursor is not valid; start from the first page',
  },
  'idempotency.reused': {
    status: 409,
    zh: '该 Idempotency-Key 已用于另一项请求',
    en: 'This Idempotency-Key was used for a different request',
  },
  'route.not_found': { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  'route.method': {
    status: 405,
    zh: '这个地址不支持 {method}，支持的是 {allowed}',
    en: 'This address does not support {method}; it supports {allowed}',
  },
  'record.not_found': { status: 404, zh: '未找到该记录', en: 'No such record' },
  'valley.not_found': { status: 404, zh: '没有名为 {slug} 的产业谷', en: 'There is no valley called {slug}' },
  'valley.key_elsewhere': {
    status: 403,
    zh: '这个接口密钥只用于产业谷 {own}，请求却指明了 {asked}',
    en: 'This API key is for the valley {own}, but the request names {asked}',
  },
  'valley.none': {
    status: 404,
    zh: '这里还没有开设产业谷，请管理员用命令 hegu valley create 新建',
    en: 'There is no valley here yet; an administrator makes one with the command hegu valley create',
  },
  'access.sign_in_required': { status: 401, zh: '请先登录', en: 'Please sign in first' },
  'access.denied': { status: 403, zh: '您没有进行此操作的权限', en: 'You may not do this' },
  'access.key_invalid': {
    status: 401,
    zh: '接口密钥无效、已过期或已停用',
    en: 'The API key is unknown, expired or revoked',
  },
  'text.malformed': {
    status: 400,
    zh: '{path}：含有无法保存的字符',
    en: '{path}: contains characters that cannot be stored',
  },
  'time.offset_required': {
    status: 400,
    zh: '{path}：时间需带时区偏移，如 2026-07-15T10:00:00+08:00',
    en: '{path}: a time needs its offset, e.g. 2026-07-15T10:00:00+08:00',
  },
  'time.not_real': {
    status: 400,
    zh: '{path}：没有这样的日期或时刻',
    en: '{path}: there is no such day or time of day',
  },
  'time.out_of_range': {
    status: 400,
    zh: '{path}：时间超出可用范围',
    en: '{path}: the time is out of range',
  },
  'time.reversed': { status: 400, zh: '结束时间须晚于开始时间', en: 'The end must come after the start' },
});

export const PageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  reasons: z.array(
    z.object({
      code: z.string(),
      overridable: z.boolean(),
      data: z.record(z.string(), z.unknown()),
      message: z.string().optional(),
    }),
  ),
  requestId: z.string().optional(),
});

export const listValleys = route({
  method: 'get',
  path: '/valleys',
  tag: 'valley',
  summary: { zh: '产业谷列表', en: 'The valleys of this deployment' },
  action: 'public',
  ok: z.object({
    items: z.array(
      z.object({
        slug: z.string(),
        nameZh: z.string(),
        nameEn: z.string(),
        zone: z.string(),
        demo: z.boolean(),
        isDefault: z.boolean(),
      }),
    ),
  }),
  errors: [],
});
