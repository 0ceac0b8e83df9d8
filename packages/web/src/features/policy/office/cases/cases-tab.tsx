import type { Draft } from '@hegu/contract/policy/drafts.ts';
import { outcomes } from '@hegu/rules/evaluate/assess.ts';
import type { GoldenCase } from '@hegu/rules/golden.ts';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { Section } from '../../../../ui/page.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { problemsBelow, useEditing } from '../parts/editing.ts';
import { AddButton, Labelled, RemoveButton, WordsAt } from '../parts/inputs.tsx';
import { CaseFacts } from './case-facts.tsx';
import { Edges } from './edges.tsx';

/** The standard cases: what each must say, what it says, and whether the edges of the rule are covered. */
export function CasesTab({
  draft,
  golden,
  dirty,
  onMake,
  making,
}: {
  draft: Draft;
  /** As they are being edited. */
  golden: readonly GoldenCase[];
  dirty: boolean;
  onMake: (edge: number | undefined) => void;
  making: boolean;
}) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  const passing = draft.cases.filter((c) => c.passed).length;
  const fresh = (): GoldenCase => ({
    clause: draft.clauseId,
    name: { zh: '', en: '' },
    assessedOn:
      golden[0]?.assessedOn ?? String((draft.clause.period as { from?: string } | undefined)?.from ?? ''),
    profile: { facts: {}, collections: {} },
    earlier: [],
    expect: { outcome: 'notEligible' },
  });
  return (
    <>
      <Section title={t.cases} hint={`${t.casesLead} ${t.caseCounts(passing, draft.cases.length)}`}>
        <ul className={styles.cases}>
          {golden.map((golden_, i) => (
            <CaseRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a case is known by its place
              key={i}
              index={i}
              golden={golden_}
              // What was found is of the last save
              result={dirty ? undefined : draft.cases[i]}
              onCopy={() => set(['golden', golden.length], structuredClone(golden_))}
            />
          ))}
        </ul>
        {on && <AddButton onClick={() => set(['golden', golden.length], fresh())}>{t.addCase}</AddButton>}
      </Section>
      <Section title={t.edges} hint={t.edgesLead}>
        <Edges draft={draft} disabled={!on || dirty} onMake={onMake} busy={making} />
      </Section>
    </>
  );
}

function CaseRow({
  index,
  golden,
  result,
  onCopy,
}: {
  index: number;
  golden: GoldenCase;
  result: Draft['cases'][number] | undefined;
  onCopy: () => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const format = useFormat();
  const editing = useEditing();
  const { on, set } = editing;
  const [open, setOpen] = useState(false);
  const path = ['golden', index] as const;
  const wrong = problemsBelow(editing, path);
  const { expect } = golden;
  const takeOver = () => {
    if (!result?.outcome) return;
    set(
      [...path, 'expect'],
      expect.amountFen === undefined
        ? { outcome: result.outcome }
        : { outcome: result.outcome, amountFen: result.amountFen },
    );
  };
  return (
    <li className={styles.case} data-wrong={(result && !result.passed) || wrong.length > 0 || undefined}>
      <div className={styles.caseHead}>
        <button type="button" className={styles.caseName} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> {golden.name?.[locale] || t.caseName}
        </button>
        <span className={styles.caseFacts}>
          {t.expected} {t.outcome[expect?.outcome ?? ''] ?? '–'}
          {expect?.amountFen !== undefined &&
            ` · ${expect.amountFen === null ? t.unknownAmount : format.money(expect.amountFen)}`}
        </span>
        <span className={styles.caseFacts}>
          {result?.outcome
            ? `${t.result} ${t.outcome[result.outcome] ?? result.outcome}${
                result.amountFen === null ? '' : ` · ${format.money(result.amountFen)}`
              }`
            : t.notRun}
        </span>
        {result && (
          <StatusTag tone={result.passed ? 'act' : 'wrong'}>{result.passed ? t.pass : t.fail}</StatusTag>
        )}
        {on && result?.outcome && !result.passed && (
          <Button look="quiet" onClick={takeOver}>
            {t.takeOver}
          </Button>
        )}
      </div>
      {wrong.length > 0 && (
        <div className={styles.errors}>
          {wrong.map((p) => (
            <p key={`${p.path.join('.')}${p.zh}`} data-severity={p.severity}>
              {p[locale]}
            </p>
          ))}
        </div>
      )}
      {open && (
        <div className={styles.caseBody}>
          <WordsAt label={t.caseName} path={[...path, 'name']} value={golden.name} />
          <div className={styles.pair}>
            <Labelled label={t.caseDay}>
              {(id) => (
                <input
                  id={id}
                  type="date"
                  className={inputClass}
                  disabled={!on}
                  value={golden.assessedOn}
                  onChange={(e) => set([...path, 'assessedOn'], e.target.value)}
                />
              )}
            </Labelled>
            <Labelled label={t.expected}>
              {(id) => (
                <select
                  id={id}
                  className={inputClass}
                  disabled={!on}
                  value={expect.outcome}
                  onChange={(e) => set([...path, 'expect', 'outcome'], e.target.value)}
                >
                  {outcomes.map((o) => (
                    <option key={o} value={o}>
                      {t.outcome[o]}
                    </option>
                  ))}
                </select>
              )}
            </Labelled>
            <Labelled label={t.expectedAmount}>
              {(id) => (
                <input
                  id={id}
                  type="number"
                  className={inputClass}
                  disabled={!on}
                  value={typeof expect.amountFen === 'number' ? expect.amountFen / 100 : ''}
                  onChange={(e) =>
                    set(
                      [...path, 'expect', 'amountFen'],
                      e.target.value === '' ? undefined : Math.round(Number(e.target.value) * 100),
                    )
                  }
                />
              )}
            </Labelled>
          </div>
          <CaseFacts index={index} golden={golden} />
          {on && (
            <div className={styles.row}>
              <Button look="quiet" onClick={onCopy}>
                {t.duplicate}
              </Button>
              <RemoveButton what={golden.name?.zh} onClick={() => set(path, undefined)} />
            </div>
          )}
        </div>
      )}
    </li>
  );
}
