import type { Reason } from '@hegu/contract/errors.ts';
import type { Application, updateApplication } from '@hegu/contract/policy/applications.ts';
import type { z } from 'zod';

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
