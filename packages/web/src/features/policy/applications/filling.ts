import type { Reason } from '@hegu/contract/errors.ts';
import type { Application, updateApplication } from '@hegu/contract/policy/applications.ts';
import type { z } from 'zod';
import { ApiProblem } from '../../../lib/problem.ts';

/** What stands in the forms of an application and has not been saved. Handing it in saves it first. */

export type Part = z.input<(typeof updateApplication)['body']>;

/** What a form holds; `unreadable` where it has said so at its field; null where nothing has been changed. */
export type Collect = () => Part | 'unreadable' | null;
export type Forms = Map<string, Collect>;

/** Everything of all forms in one; `unreadable` as soon as one is. */
export function gather(forms: Forms): Part | 'unreadable' | null {
  const collected = [...forms.values()].map((collect) => collect());
  if (collected.includes('unreadable')) return 'unreadable';
  const parts = collected.filter((p) => p !== null && p !== 'unreadable');
  return parts.length === 0 ? null : Object.assign({}, ...parts);
}

type Line = Application['form'][number];
export const lineKey = (line: Pick<Line, 'field' | 'year'>): string =>
  `fact:${line.field}:${line.year ?? ''}`;
export const materialKey = (id: string): string => `material:${id}`;
export const accountKey = 'account';
/** No account at all: every field of it that is empty says so. */
export const noAccountKey = 'account:none';

/** At which part of the page a refusal belongs; null: to the whole. */
export function placeOfReason(a: Pick<Application, 'form' | 'materials'>): (reason: Reason) => string | null {
  return ({ code, data }) => {
    if (code === 'policy.account_missing') return noAccountKey;
    if (code === 'policy.account_holder') return accountKey;
    if (code === 'policy.material_missing' || code === 'policy.material_unknown')
      return a.materials.some((m) => m.materialId === data.materialId)
        ? materialKey(String(data.materialId))
        : null;
    if (typeof data.field !== 'string') return null;
    // The year stands in the label, where one field is asked for several
    const lines = a.form.filter((l) => l.field === data.field && l.state === 'ask');
    const line =
      lines.find((l) => l.label.zh === data.labelZh) ?? lines.find((l) => l.year === data.year) ?? lines[0];
    return line ? lineKey(line) : null;
  };
}

/** What was missing when it was refused, and has been given since. */
function mended(a: Pick<Application, 'form' | 'materials' | 'account'>, { code, data }: Reason): boolean {
  if (code === 'policy.account_missing') return a.account !== null;
  if (code === 'policy.material_missing')
    return a.materials.some((m) => m.materialId === data.materialId && !m.missing);
  if (code !== 'policy.fact_missing') return false;
  const lines = a.form.filter((l) => l.field === data.field);
  return lines.length > 0 && lines.every((l) => l.state !== 'ask');
}

/** The refusal as far as it still stands; null once everything it asked for is there. */
export function standing(error: unknown, a: Pick<Application, 'form' | 'materials' | 'account'>): unknown {
  if (!(error instanceof ApiProblem)) return error;
  const reasons = error.reasons.filter((r) => !mended(a, r));
  const [first] = reasons;
  if (reasons.length === error.reasons.length) return error;
  if (!first) return null;
  const { status, detail, requestId } = error;
  return new ApiProblem({
    type: 'about:blank',
    title: first.message ?? detail,
    status,
    code: first.code,
    detail: first.message ?? detail,
    reasons,
    ...(requestId === undefined ? {} : { requestId }),
  });
}
