import { allErrors } from '@hegu/contract/all-errors.ts';
import { allRoutes } from '@hegu/contract/all-routes.ts';
import type { ErrorDef, Locale } from '@hegu/contract/errors.ts';
import { ProblemSchema } from '@hegu/contract/platform.ts';
import type { RouteSpec } from '@hegu/contract/route.ts';
import { z } from 'zod';
import { sha256Hex } from '../canonical.ts';

const defs: Readonly<Record<string, ErrorDef>> = allErrors;

type Json = Record<string, unknown>;

/** JSON Schema of a zod schema; `input` for what is sent, `output` for what is answered. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return hoisted(json);
}

/** Schemas that contain themselves, under a name that their content gives: trees of conditions, explanations. */
const trees: Record<string, Json> = {};

/** A schema's own `$defs` would be looked for at the root of the document: they become components of it. */
function hoisted(json: Json): Json {
  const { $defs, ...rest } = json as { $defs?: Record<string, Json> };
  if (!$defs) return json;
  const set = sha256Hex(JSON.stringify($defs)).slice(0, 8);
  const named = (text: string) =>
    JSON.parse(
      text.replaceAll(/"#\/\$defs\/(\w+)"/g, (_, key) => `"#/components/schemas/Tree-${set}-${key}"`),
    ) as Json;
  for (const [key, schema] of Object.entries($defs))
    trees[`Tree-${set}-${key}`] ??= named(JSON.stringify(schema));
  return named(JSON.stringify(rest));
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!schema) return [];
  const json = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(json.properties ?? {}).map(([name, s]) => ({
    name,
    in: place,
    required: place === 'path' || (json.required ?? []).includes(name),
    schema: s,
  }));
}

/** What the server refuses before the route's own work begins, whatever that is: these need not be declared one by one. */
function refusedBefore(route: RouteSpec): string[] {
  const changes = route.method !== 'get';
  const given = route.body !== undefined || route.upload !== undefined;
  return [
    'request.invalid',
    'text.malformed',
    'request.rate_limited',
    'valley.not_found',
    'valley.key_elsewhere',
    'access.key_invalid',
    ...(route.action === 'public' ? [] : ['access.sign_in_required', 'access.denied']),
    ...(changes ? ['request.cross_site'] : []),
    ...(given ? ['request.too_large', 'request.encoding'] : []),
    ...(route.body ? ['request.malformed', 'request.media_type'] : []),
    ...(route.method === 'post' && route.idempotent !== false ? ['idempotency.reused'] : []),
    ...(changes && route.etag ? ['request.stale'] : []),
  ];
}

function responsesOf(route: RouteSpec): Json {
  const status = String(route.okStatus ?? 200);
  const ok: Json = { description: 'OK' };
  if (route.media)
    ok.content = Object.fromEntries(
      [route.media].flat().map((m) => [m.split(';')[0], { schema: { type: 'string' } }]),
    );
  else if (status !== '204') ok.content = { 'application/json': { schema: schemaOf(route.ok, 'input') } };
  if (route.etag) ok.headers = { ETag: { schema: { type: 'string' }, description: 'version' } };
  const byStatus = new Map<number, string[]>();
  const codes = [...route.errors, ...refusedBefore(route)];
  for (const code of new Set(codes)) {
    const def = defs[code];
    if (def) byStatus.set(def.status, [...(byStatus.get(def.status) ?? []), code]);
  }
  const failures = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([s, list]) => [
      String(s),
      {
        description: list.map((c) => `\`${c}\` ${defs[c]?.zh ?? ''} · ${defs[c]?.en ?? ''}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]);
  return { [status]: ok, ...Object.fromEntries(failures) };
}

/** OpenAPI 3.1 of every route, from the same objects the server mounts and the web calls. */
export function openApi(version: string, serverUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of allRoutes) {
    const headers: Json[] = [
      {
        name: 'Hegu-Valley',
        in: 'header',
        required: false,
        schema: { type: 'string' },
        description:
          '产业谷代号；缺省为本部署的默认产业谷，用接口密钥时为密钥所属的谷 · slug of the valley; else the default one, or that of the API key',
      },
    ];
    if (route.method === 'post' && route.idempotent !== false)
      headers.push({
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        schema: { type: 'string', maxLength: 128 },
      });
    if (route.etag && route.method !== 'get')
      headers.push({ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' } });
    const operation: Json = {
      operationId: `${route.method}${route.path.replace(/[{}]/g, '').replace(/[^a-zA-Z0-9]+(.)?/g, (_, c: string | undefined) => (c ?? '').toUpperCase())}`,
      summary: `${route.summary.zh} · ${route.summary.en}`,
      tags: [route.tag],
      parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query), ...headers],
      responses: responsesOf(route),
      'x-hegu-action': route.action,
    };
    if (route.action !== 'public')
      operation.security = [{ session: [] }, { apiKey: [] }, ...(route.visitors ? [{}] : [])];
    if (route.body)
      operation.requestBody = {
        // No body at all is read as an empty one
        required: !route.body.safeParse({}).success,
        content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
      };
    if (route.upload)
      operation.requestBody = {
        required: true,
        content: {
          'application/octet-stream': {
            schema: { type: 'string', format: 'binary', maxLength: route.upload },
          },
        },
      };
    const at = paths[route.path] ?? {};
    at[route.method] = operation;
    paths[route.path] = at;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Hegu 合谷', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: `${serverUrl}/api/v1` }],
    paths,
    components: {
      schemas: { Problem: schemaOf(ProblemSchema, 'output'), ...trees },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'hegu.session_token' },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

const html = (s: string) => s.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** The same, to be read: one page without scripts. */
export function docsPage(locale: Locale): string {
  const zh = locale === 'zh';
  const tags = [...new Set(allRoutes.map((r) => r.tag))];
  const fieldList = (schema: z.ZodType | undefined): string => {
    if (!schema) return '';
    const json = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
    const rows = Object.entries(json.properties ?? {}).map(([name, s]) => {
      const type = Array.isArray(s.enum)
        ? s.enum.map(String).join(' | ')
        : String(s.format ?? s.type ?? (s.anyOf ? '…' : 'object'));
      const needed = (json.required ?? []).includes(name);
      return `<tr><td><code>${html(name)}</code>${needed ? '' : ` <small>${zh ? '可选' : 'optional'}</small>`}</td><td>${html(type)}</td><td>${html(String(s.description ?? ''))}</td></tr>`;
    });
    return rows.length > 0 ? `<table>${rows.join('')}</table>` : '';
  };
  const routeHtml = (r: RouteSpec) => `
<section id="${r.method}${html(r.path.replace(/\W+/g, '-'))}">
<h3><b class="${r.method}">${r.method.toUpperCase()}</b> <code>/api/v1${html(r.path)}</code></h3>
<p>${html(r.summary[locale])} <small>${html(r.action)}</small></p>
${r.query ? `<h4>${zh ? '查询参数' : 'Query'}</h4>${fieldList(r.query)}` : ''}
${r.body ? `<h4>${zh ? '请求内容' : 'Body'}</h4>${fieldList(r.body)}` : ''}
${r.errors.length > 0 ? `<details><summary>${zh ? '可能的拒绝' : 'Refusals'} (${r.errors.length})</summary><table>${r.errors.map((c) => `<tr><td><code>${c}</code></td><td>${defs[c]?.status ?? ''}</td><td>${html(defs[c]?.[locale] ?? '')}</td></tr>`).join('')}</table></details>` : ''}
</section>`;
  return `<!doctype html><html lang="${zh ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Hegu 合谷 API</title>
<style>:root{color-scheme:light dark;--ink:#1f2a33;--paper:#fafaf7;--act:#2f7f73;--line:#dcdcd4}@media(prefers-color-scheme:dark){:root{--ink:#e8e6df;--paper:#161c21;--act:#7cc5b8;--line:#39424a}}
body{font:15px/1.6 system-ui,"Noto Sans SC",sans-serif;background:var(--paper);color:var(--ink);max-width:960px;margin:0 auto;padding:24px 16px}
nav{display:flex;flex-wrap:wrap;gap:4px 16px}nav a{color:var(--act)}td,code{overflow-wrap:anywhere}h3{font-size:15px;margin:32px 0 0}h3 b{color:var(--act);display:inline-block;min-width:56px}section{border-bottom:1px solid var(--line);padding-bottom:16px}
table{border-collapse:collapse;width:100%;font-size:13px}td{border-top:1px solid var(--line);padding:4px 8px;vertical-align:top}td:first-child{width:32%}small{opacity:.75}h4{margin:8px 0 4px;font-size:13px}a{color:var(--act)}</style>
<h1>Hegu 合谷 API</h1>
<p>${zh ? '机器可读版本' : 'For machines'}: <a href="/api/v1/openapi.json">OpenAPI 3.1</a> · ${zh ? '时间用带时区偏移的 RFC 3339，金额为整数分，出错为 RFC 9457 problem+json 并一次给出全部原因。' : 'Times are RFC 3339 with an offset, money is integer 分, refusals are RFC 9457 problem+json with every reason at once.'}</p>
<nav>${tags.map((t) => `<a href="#tag-${t}">${html(t)}</a>`).join('')}</nav>
${tags
  .map(
    (t) =>
      `<h2 id="tag-${t}">${html(t)}</h2>${allRoutes
        .filter((r) => r.tag === t)
        .map(routeHtml)
        .join('')}`,
  )
  .join('')}
</html>`;
}
