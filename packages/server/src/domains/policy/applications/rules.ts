import { type FirmStatus, firmStatusNames } from '@hegu/contract/enterprise/firms.ts';
import type { Reason as ErrorReason } from '@hegu/contract/errors.ts';
import type { Account } from '@hegu/contract/policy/applications.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import type { FactCatalogue, Facts } from '@hegu/rules/facts.ts';
import type { Window } from '../library/rules.ts';
import type { Result, Unmet } from './decisions/rules.ts';

/** What stands against an application, as reasons. Pure. */

/** How an application stands on an officer's list: whose it is, and for what. */
export const aboutOf = (a: {
  readonly firmZh: string;
  readonly firmEn: string;
  readonly titleZh: string;
  readonly titleEn: string;
}) => ({ zh: `${a.firmZh} · ${a.titleZh}`, en: `${a.firmEn || a.firmZh} · ${a.titleEn}` });

export const refuse = (code: string, data: ErrorReason['data']): ErrorReason => ({
  code,
  overridable: false,
  data,
});

export function whyWindow(window: Window): ErrorReason | null {
  if (window.state === 'open') return null;
  const { from, to } = window;
  const [zh, en] =
    window.state === 'soon'
      ? [`${from} 开始受理`, `from ${from} on`]
      : to === null
        ? ['条款已停止执行', 'the clause is no longer in force']
        : [`已于 ${to} 截止`, `closed on ${to}`];
  return refuse('policy.window_closed', { windowZh: zh, windowEn: en, from, to });
}

/** One reason for each condition that is not met. */
export const whyRule = (reasons: readonly Unmet[]): ErrorReason[] =>
  reasons.map((r) =>
    refuse('policy.requirement_unmet', {
      requirement: r.id,
      article: r.article,
      textZh: r.text.zh,
      textEn: r.text.en,
      becauseZh: r.because?.zh ?? '',
      becauseEn: r.because?.en ?? '',
    }),
  );

export function whyItem(
  clause: Pick<Clause, 'benefit'>,
  item: string,
  facts: Facts,
  catalogue: FactCatalogue,
): ErrorReason | null {
  const { per } = clause.benefit;
  if (!per) return item === '' ? null : refuse('policy.no_item_wanted', { item });
  const def = catalogue.collections.get(per.in);
  if (item === '')
    return refuse('policy.item_required', {
      collection: per.in,
      collectionZh: def?.label.zh,
      collectionEn: def?.label.en,
      measureZh: def?.measure.zh,
      items: (facts.items(per.in)?.items ?? []).map((i) => i.id),
    });
  return facts.items(per.in)?.items.some((i) => i.id === item)
    ? null
    : refuse('policy.item_unknown', { item });
}

export const whyPaid = (result: Pick<Result, 'repeats'>): ErrorReason | null => {
  const [first] = result.repeats;
  return first ? refuse('policy.already_paid', { on: first.on, fen: first.fen }) : null;
};

export const whyFirm = (status: string): ErrorReason | null => {
  if (status === 'active') return null;
  const names: Readonly<Record<string, { zh: string; en: string }>> = firmStatusNames satisfies Record<
    FirmStatus,
    { zh: string; en: string }
  >;
  return refuse('policy.firm_not_here', { statusZh: names[status]?.zh, statusEn: names[status]?.en });
};

const folded = (name: string): string => name.normalize('NFKC').replace(/\s/g, '');

/** Public money goes to an account in the firm's own name. */
export const whyAccount = (account: Account, nameZh: string): ErrorReason | null =>
  folded(account.holder) === folded(nameZh)
    ? null
    : refuse('policy.account_holder', { holder: account.holder, nameZh });

/** Before handing in: what the firm has yet to give. */
export function whyIncomplete(form: {
  readonly lines: readonly {
    readonly state: string;
    readonly field: string;
    readonly label: { zh: string; en: string };
  }[];
  readonly materials: readonly {
    readonly missing: boolean;
    readonly materialId: string;
    readonly name: { zh: string; en: string };
  }[];
  readonly account: Account | null;
}): ErrorReason[] {
  return [
    ...form.lines
      .filter((l) => l.state === 'ask')
      .map((l) =>
        refuse('policy.fact_missing', { field: l.field, labelZh: l.label.zh, labelEn: l.label.en }),
      ),
    ...form.materials
      .filter((m) => m.missing)
      .map((m) =>
        refuse('policy.material_missing', { materialId: m.materialId, nameZh: m.name.zh, nameEn: m.name.en }),
      ),
    ...(form.account === null ? [refuse('policy.account_missing', {})] : []),
  ];
}
