import { type Application, updateApplication } from '@hegu/contract/policy/applications.ts';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { FactInput } from '../../enterprise/parts/fact-input.tsx';
import { type Placed, placeReasons } from '../../enterprise/parts/field-errors.ts';
import { useSourceName } from '../../enterprise/parts/source.ts';
import { fromInput } from '../../enterprise/parts/value.ts';
import { usePlaceWords } from '../parts/names.ts';
import styles from './applications.module.css';
import { type Collect, type Forms, lineKey, placeOfReason } from './filling.ts';
import { applicationWords } from './messages.ts';

type Line = Application['form'][number];

/** The form: what the rule looks at. Known lines are shown with their source; only what is missing has an input. */
export function FormPart({
  application: a,
  forms,
  placed,
}: {
  application: Application;
  forms: Forms;
  placed: Placed;
}) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const format = useFormat();
  const sourceName = useSourceName();
  const places = usePlaceWords();
  if (a.form.length === 0 && a.collections.length === 0) return null;
  const of = (state: Line['state']) => a.form.filter((line) => line.state === state);
  const known = of('known');
  const ask = of('ask');
  return (
    <Section title={t.form} hint={t.formHint(known.length, ask.length + a.collections.length)}>
      {ask.length > 0 && <Ask application={a} lines={ask} forms={forms} placed={placed} />}
      {a.collections.length > 0 && (
        <div className={styles.asked}>
          <h3>{t.collections}</h3>
          <p>{a.collections.map((c) => c.label[locale]).join(locale === 'zh' ? '、' : ', ')}</p>
          <p>
            <Link to="/firms/$id" params={{ id: a.firmId }}>
              {t.toFirm}
            </Link>
          </p>
        </div>
      )}
      <dl className={styles.form}>
        {known.map((line) => (
          <div key={lineKey(line)}>
            <dt>{line.label[locale]}</dt>
            <dd>
              {line.value ? places(line.value[locale]) : '–'}
              {line.source && line.observedOn && (
                <small>{t.from(sourceName(line.source), format.day(line.observedOn))}</small>
              )}
            </dd>
          </div>
        ))}
        {of('judge').map((line) => (
          <div key={lineKey(line)}>
            <dt>{line.label[locale]}</dt>
            <dd className={styles.faint}>{t.judge}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Ask({
  application: a,
  lines,
  forms,
  placed,
}: {
  application: Application;
  lines: readonly Line[];
  forms: Forms;
  placed: Placed;
}) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const id = useId();
  const { catalogue } = useFirmCatalogue();
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const [bad, setBad] = useState<ReadonlySet<string>>(new Set());
  const save = useRouteMutation(updateApplication, {
    invalidate: ['enterprise'],
    onSuccess: () => setTyped(new Map()),
  });
  const fields = lines.flatMap((line) => {
    const def = catalogue?.byKey.get(line.field);
    return def ? [{ line, def }] : [];
  });
  const collect: Collect = () => {
    const read = fields.map(({ line, def }) => ({
      line,
      value: fromInput(def, typed.get(lineKey(line)) ?? ''),
    }));
    const unreadable = read.filter((r) => r.value === null).map((r) => lineKey(r.line));
    setBad(new Set(unreadable));
    if (unreadable.length > 0) return 'unreadable';
    const facts = read.flatMap(({ line, value }) =>
      value === undefined || value === null
        ? []
        : [{ field: line.field, value, ...(line.year === null ? {} : { year: line.year }) }],
    );
    return facts.length > 0 ? { facts } : null;
  };
  useEffect(() => {
    forms.set('facts', collect);
    return () => {
      forms.delete('facts');
    };
  });
  const own = placeReasons(save.error, placeOfReason(a));
  const errorOf = (line: Line) => {
    const key = lineKey(line);
    if (bad.has(key)) return t.unreadable;
    return (own.at.get(key) ?? placed.at.get(key))?.join(' ');
  };
  return (
    <form
      className={styles.asked}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const part = collect();
        if (part !== null && part !== 'unreadable')
          save.mutate({ params: { id: a.id }, body: part, ifMatch: a.version });
      }}
    >
      <h3>{t.ask}</h3>
      <p className={styles.faint}>{t.askHint}</p>
      <div className={styles.inputs}>
        {fields.map(({ line, def }) => (
          <FactInput
            key={lineKey(line)}
            id={`${id}${lineKey(line)}`}
            def={{ ...def, label: { zh: line.label.zh, en: line.label.en } }}
            value={typed.get(lineKey(line)) ?? ''}
            error={errorOf(line)}
            disabled={!a.may.edit}
            note={undefined}
            onChange={(value) => setTyped(new Map(typed).set(lineKey(line), value))}
          />
        ))}
      </div>
      {lines.length > fields.length && (
        <p>
          {lines
            .filter((line) => !fields.some((f) => f.line === line))
            .map((line) => line.label[locale])
            .join(locale === 'zh' ? '、' : ', ')}{' '}
          <Link to="/firms/$id" params={{ id: a.firmId }}>
            {t.toFirm}
          </Link>
        </p>
      )}
      {save.error && (own.rest.length > 0 || own.at.size === 0) && <ProblemView error={save.error} />}
      {a.may.edit && (
        <p>
          <Button type="submit" busy={save.isPending} disabled={typed.size === 0}>
            {t.saveFacts}
          </Button>
        </p>
      )}
    </form>
  );
}
