import { createApiKey } from '@hegu/contract/credentials.ts';
import { decideOrganisation, getMe, listOrganisations, removeMember } from '@hegu/contract/identity.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, fileName, urlOf } from './api.ts';
import { ApiProblem, TransportError } from './problem.ts';

const id = '01981000-0000-7000-8000-000000000001';
const fetchMock = vi.fn<typeof fetch>();

beforeEach(() => vi.stubGlobal('fetch', fetchMock));
afterEach(() => {
  vi.unstubAllGlobals();
  fetchMock.mockReset();
});

const answer = (status: number, body?: unknown) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status });
const sent = (n = 0) => {
  const [url, init] = fetchMock.mock.calls[n] ?? [];
  return { url: String(url), init: init ?? {}, headers: new Headers(init?.headers) };
};
const visitor = {
  user: null,
  valley: { slug: 'demo', nameZh: '演示', nameEn: 'Demo', zone: 'Asia/Shanghai', demo: true },
  memberships: [],
  roles: [],
  mail: false,
  singleSignOn: null,
  now: '2026-07-15T02:00:00Z',
};
const problem = {
  type: 'urn:hegu:error:organisation.decided',
  title: '该申请已经处理',
  status: 422,
  code: 'organisation.decided',
  detail: '该申请已经处理',
  reasons: [
    { code: 'organisation.decided', overridable: false, data: {}, message: '该申请已经处理' },
    { code: 'record.not_found', overridable: true, data: { id } },
  ],
  requestId: 'r-1',
};

describe('a record that is not there', () => {
  const said = (status: number, ...paths: string[]) =>
    new ApiProblem({
      ...problem,
      status,
      reasons: paths.map((path) => ({ code: 'request.invalid', overridable: false, data: { path } })),
    }).missing;
  it('is told from a form that is wrong, also where the address names none', () => {
    expect(said(404)).toBe(true);
    expect(said(400, 'params.id')).toBe(true);
    expect(said(400, 'params.id', 'body.reason')).toBe(false);
    expect(said(400)).toBe(false);
    expect(said(422, 'params.id')).toBe(false);
  });
});

describe('urlOf', () => {
  it('fills places and leaves empty query fields out', () => {
    expect(urlOf(decideOrganisation, { params: { id } })).toBe(`/api/v1/organisations/${id}/decide`);
    expect(urlOf(listOrganisations, { query: { q: '同济 a&b', kind: undefined, limit: 20 } })).toBe(
      '/api/v1/organisations?q=%E5%90%8C%E6%B5%8E+a%26b&limit=20',
    );
  });
  it('escapes what would leave its place, and refuses an empty one', () => {
    expect(urlOf(removeMember, { params: { id: 'a/../b' } })).toBe('/api/v1/members/a%2F..%2Fb');
    expect(() => urlOf(removeMember, { params: {} })).toThrow(TypeError);
  });
});

describe('call', () => {
  it('parses the answer and names the language', async () => {
    fetchMock.mockResolvedValue(answer(200, visitor));
    const me = await call(getMe);
    expect(me.valley.slug).toBe('demo');
    expect(sent().headers.get('Accept-Language')).toBe('zh-CN');
    expect(sent().headers.has('Idempotency-Key')).toBe(false);
  });

  it('sends a new key with every POST that creates, and If-Match where asked', async () => {
    fetchMock.mockImplementation(async () => answer(422, problem));
    const input = { params: { id }, body: { decision: 'admit' }, ifMatch: 3 } as const;
    await expect(call(decideOrganisation, input)).rejects.toBeInstanceOf(ApiProblem);
    await expect(call(decideOrganisation, input)).rejects.toBeInstanceOf(ApiProblem);
    expect(sent(0).headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent(0).headers.get('Idempotency-Key')).not.toBe(sent(1).headers.get('Idempotency-Key'));
    expect(sent(0).headers.get('If-Match')).toBe('"3"');
    expect(sent(0).init.body).toBe('{"decision":"admit"}');
  });

  it('gives every reason of a refusal', async () => {
    fetchMock.mockResolvedValue(answer(422, problem));
    const refusal = await call(decideOrganisation, { params: { id }, body: { decision: 'admit' } }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(ApiProblem);
    if (!(refusal instanceof ApiProblem)) return;
    expect(refusal.reasons.map((reason) => reason.code)).toEqual([
      'organisation.decided',
      'record.not_found',
    ]);
    expect(refusal.has('record.not_found')).toBe(true);
    expect(refusal.overridable).toBe(false);
    expect(refusal.requestId).toBe('r-1');
  });

  it('repeats once over a broken line with the same key, but not where a repeat would act twice', async () => {
    fetchMock
      .mockRejectedValueOnce(new TypeError('failed to fetch'))
      .mockResolvedValueOnce(answer(422, problem));
    await expect(
      call(decideOrganisation, { params: { id }, body: { decision: 'admit' } }),
    ).rejects.toBeInstanceOf(ApiProblem);
    expect(sent(0).headers.get('Idempotency-Key')).toBe(sent(1).headers.get('Idempotency-Key'));

    fetchMock.mockReset();
    fetchMock.mockRejectedValue(new TypeError('failed to fetch'));
    await expect(call(createApiKey, { body: { name: 'k' } })).rejects.toMatchObject({ kind: 'network' });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });

  it('says so when the answer is off the contract, or is a page of somebody else', async () => {
    fetchMock.mockResolvedValueOnce(answer(200, { ...visitor, now: 'noon' }));
    await expect(call(getMe)).rejects.toMatchObject({ kind: 'contract' });
    fetchMock.mockResolvedValueOnce(new Response('<h1>502</h1>', { status: 502 }));
    await expect(call(getMe)).rejects.toBeInstanceOf(TransportError);
  });

  it('has nothing to parse in a 204', async () => {
    fetchMock.mockResolvedValue(answer(204));
    await expect(call(removeMember, { params: { id } })).resolves.toBeUndefined();
  });

  it('reads the refusals of the sign-in endpoint too', async () => {
    fetchMock.mockResolvedValue(answer(401, { code: 'INVALID_USERNAME_OR_PASSWORD', message: 'no' }));
    await expect(call(getMe)).rejects.toMatchObject({
      code: 'auth.invalid_username_or_password',
      status: 401,
    });
  });
});

describe('fileName', () => {
  it('prefers the UTF-8 name', () => {
    expect(fileName('attachment; filename="x.xlsx"; filename*=UTF-8\'\'%E4%BB%AA%E5%99%A8.xlsx')).toBe(
      '仪器.xlsx',
    );
    expect(fileName('attachment; filename="x.xlsx"')).toBe('x.xlsx');
    expect(fileName("attachment; filename*=UTF-8''%E4%; filename=y.csv")).toBe('y.csv');
    expect(fileName(null)).toBeNull();
  });
});
