import { listGroups, listOrganisations } from '@hegu/contract/identity.ts';
import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { listRuleOverrides, putRuleOverride, type RuleOverride } from '@hegu/contract/labs/instruments.ts';
import { useId, useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { ruleWords, setLines } from '../../instrument/rule-words.ts';
import { errorsOf, FieldErrors, useFieldWords } from '../parts/field-errors.tsx';
import styles from './instruments.module.css';
import { people as words } from './people-words.ts';
import { RulesForm } from './rules/rules-form.tsx';

type Row = z.output<typeof RuleOverride>;
type Level = Row['level'];
const levels: readonly Level[] = ['organisation', 'group', 'person'];

interface Editing {
  readonly level: Level;
  readonly subjectId: string;
  readonly rules: BookingRules;
  readonly known: boolean;
}

/** Rules for one organisation, group or person on this instrument. */
export function Overrides({ instrumentId }: { instrumentId: string }) {
  const t = useT(words);
  const said = useT(ruleWords);
  const format = useFormat();
  const fieldWords = useFieldWords();
  const { data, error } = useRouteQuery(listRuleOverrides, { params: { id: instrumentId } });
  const put = useRouteMutation(putRuleOverride);
  const [editing, setEditing] = useState<Editing | null>(null);
  const only = (rules: BookingRules) =>
    setLines(rules, format, said).map(
      (line) => `${line.label}${format.locale === 'zh' ? '：' : ': '}${line.text}`,
    );
  return (
    <div className={styles.stack}>
      <p className={styles.hint}>{t.overridesHint}</p>
      {error && <ProblemView error={error} />}
      {data?.items.length === 0 && <Empty title={t.emptyOverrides}>{t.emptyOverridesHint}</Empty>}
      <ul className={styles.overrides}>
        {data?.items.map((o) => (
          <li key={o.id}>
            <div>
              <strong>{o.subjectName}</strong> <span className={styles.hint}>{t.levels[o.level]}</span>
              {only(o.rules).map((line) => (
                <p key={line}>{line}</p>
              ))}
            </div>
            <span className={styles.inline}>
              <Button look="quiet" onClick={() => setEditing({ ...o, known: true })}>
                {t.editOverride}
              </Button>
              <ConfirmButton
                look="quiet"
                title={t.removeOverride}
                consequence={t.removeText}
                onConfirm={() =>
                  put.mutateAsync({
                    params: { id: instrumentId },
                    body: { level: o.level, subjectId: o.subjectId, rules: {} },
                  })
                }
              >
                {t.removeOverride}
              </ConfirmButton>
            </span>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => setEditing({ level: 'organisation', subjectId: '', rules: {}, known: false })}>
          {t.addOverride}
        </Button>
      </div>
      <Dialog
        open={editing !== null}
        title={t.addOverride}
        width={960}
        onClose={() => setEditing(null)}
        footer={
          <Button
            look="act"
            busy={put.isPending}
            disabled={!editing || editing.subjectId === '' || Object.keys(editing.rules).length === 0}
            onClick={() =>
              editing &&
              put.mutate(
                {
                  params: { id: instrumentId },
                  body: { level: editing.level, subjectId: editing.subjectId.trim(), rules: editing.rules },
                },
                { onSuccess: () => setEditing(null) },
              )
            }
          >
            {t.save}
          </Button>
        }
      >
        {editing && (
          <>
            {!editing.known && <Subject value={editing} onChange={setEditing} />}
            {put.error && <ProblemView error={put.error} />}
            <FieldErrors errors={errorsOf(put.error, fieldWords, 'body.rules.', 'bookingRules.')}>
              <RulesForm
                value={editing.rules}
                prices={null}
                layered
                onChange={(rules) => setEditing({ ...editing, rules })}
              />
            </FieldErrors>
          </>
        )}
      </Dialog>
    </div>
  );
}

function Subject({ value, onChange }: { value: Editing; onChange: (next: Editing) => void }) {
  const t = useT(words);
  const locale = useLocale();
  const ids = { level: useId(), subject: useId() };
  const organisations = useRouteQuery(
    listOrganisations,
    { query: { status: 'active', limit: 200 } },
    { enabled: value.level === 'organisation' },
  );
  const groups = useRouteQuery(listGroups, { query: { limit: 200 } }, { enabled: value.level === 'group' });
  const choices =
    value.level === 'organisation'
      ? organisations.data?.items.map((o) => ({ id: o.id, name: localName(o, locale) }))
      : groups.data?.items.map((g) => ({
          id: g.id,
          name: `${localName(g, locale)} · ${g.organisationName}`,
        }));
  return (
    <div className={styles.fields}>
      <Field label={t.level} htmlFor={ids.level}>
        <select
          id={ids.level}
          className={inputClass}
          value={value.level}
          onChange={(event) =>
            onChange({
              ...value,
              level: levels.find((l) => l === event.target.value) ?? 'organisation',
              subjectId: '',
            })
          }
        >
          {levels.map((l) => (
            <option key={l} value={l}>
              {t.levels[l]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={value.level === 'person' ? t.subjectPerson : t.subject} htmlFor={ids.subject}>
        {value.level === 'person' ? (
          <input
            id={ids.subject}
            className={inputClass}
            autoCapitalize="none"
            value={value.subjectId}
            onChange={(e) => onChange({ ...value, subjectId: e.target.value })}
          />
        ) : (
          <select
            id={ids.subject}
            className={inputClass}
            value={value.subjectId}
            onChange={(e) => onChange({ ...value, subjectId: e.target.value })}
          >
            <option value="">{t.choose}</option>
            {choices?.map((c) => (
              <option key={c.id} value={c.id}>
                {c.name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
