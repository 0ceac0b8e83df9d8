import { type Application, updateApplication } from '@hegu/contract/policy/applications.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { FactInput } from '../../enterprise/parts/fact-input.tsx';
import { useSourceName } from '../../enterprise/parts/source.ts';
import { fromInput } from '../../enterprise/parts/value.ts';
import { usePlaceWords } from '../parts/names.ts';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';

type Line = Application['form'][number];
const keyOf = (line: Line): string => `${line.field}:${line.year ?? ''}`;

/** The form: what the rule looks at. Known lines are shown with their source; only what is missing has an input. */
export function FormPart({ application: a }: { application: Application }) {
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
      {ask.length > 0 && <Ask application={a} lines={ask} />}
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
          <div key={keyOf(line)}>
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
          <div key={keyOf(line)}>
            <dt>{line.label[locale]}</dt>
            <dd className={styles.faint}>{t.judge}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Ask({ application: a, lines }: { application: Application; lines: readonly Line[] }) {
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
  const submit = () => {
    const read = fields.map(({ line, def }) => ({
      line,
      value: fromInput(def, typed.get(keyOf(line)) ?? ''),
    }));
    setBad(new Set(read.filter((r) => r.value === null).map((r) => keyOf(r.line))));
    if (read.some((r) => r.value === null)) return;
    const facts = read.flatMap(({ line, value }) =>
      value === undefined || value === null
        ? []
        : [{ field: line.field, value, ...(line.year === null ? {} : { year: line.year }) }],
    );
    if (facts.length > 0) save.mutate({ params: { id: a.id }, body: { facts }, ifMatch: a.version });
  };
  return (
    <form
      className={styles.asked}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3>{t.ask}</h3>
      <p className={styles.faint}>{t.askHint}</p>
      <div className={styles.inputs}>
        {fields.map(({ line, def }) => (
          <FactInput
            key={keyOf(line)}
            id={`${id}${keyOf(line)}`}
            def={{ ...def, label: { zh: line.label.zh, en: line.label.en } }}
            value={typed.get(keyOf(line)) ?? ''}
            error={bad.has(keyOf(line)) ? t.unreadable : undefined}
            disabled={!a.may.edit}
            note={undefined}
            onChange={(value) => setTyped(new Map(typed).set(keyOf(line), value))}
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
      {save.error && <ProblemView error={save.error} />}
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
