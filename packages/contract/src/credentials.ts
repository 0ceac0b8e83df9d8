import { z } from 'zod';
import { id, instant, text } from './fields.ts';
import { route } from './route.ts';

/** What somebody is signed in by: API keys, and sessions on their devices. */

export const ApiKey = z.object({
  id,
  name: z.string(),
  hint: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedOn: z.string().nullable(),
  token: z.string().optional(),
});

export const listApiKeys = route({
  method: 'get',
  path: '/api-keys',
  tag: 'identity',
  action: 'self',
  summary: { zh: '我的接口密钥', en: 'My API keys' },
  ok: z.object({ items: z.array(ApiKey) }),
  errors: [],
});

export const createApiKey = route({
  method: 'post',
  path: '/api-keys',
  tag: 'identity',
  action: 'self',
  idempotent: false,
  summary: { zh: '新建接口密钥', en: 'Make an API key; its token is shown once' },
  body: z.strictObject({ name: text(60), validDays: z.int().min(1).max(730).default(365) }),
  ok: ApiKey,
  okStatus: 201,
  errors: [],
});

export const revokeApiKey = route({
  method: 'delete',
  path: '/api-keys/{id}',
  tag: 'identity',
  action: 'self',
  summary: { zh: '停用接口密钥', en: 'Revoke an API key' },
  params: z.object({ id }),
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});

export const listSessions = route({
  method: 'get',
  path: '/sessions',
  tag: 'identity',
  action: 'self',
  summary: { zh: '我的登录设备', en: 'Where I am signed in' },
  ok: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        createdAt: instant,
        expiresAt: instant,
        userAgent: z.string().nullable(),
        ipAddress: z.string().nullable(),
        current: z.boolean(),
      }),
    ),
  }),
  errors: [],
});

export const revokeSession = route({
  method: 'delete',
  path: '/sessions/{id}',
  tag: 'identity',
  action: 'self',
  summary: { zh: '退出某台设备', en: 'Sign a device out' },
  params: z.object({ id: text(64) }),
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});
