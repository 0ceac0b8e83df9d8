import {
  createInstrument,
  getInstrument,
  type Instrument,
  updateInstrument,
} from '@hegu/contract/labs/instruments.ts';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { makerName } from '../../../../i18n/maker.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { instrumentPlace } from '../../../../lib/places.ts';
import { ApiProblem } from '../../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../../lib/session.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { instrumentTones, labs } from '../../parts/words.ts';
import { today } from '../day/layout.ts';
import { ManagePage } from '../parts/manage-page.tsx';
import { Unsaved } from '../parts/unsaved.tsx';
import { type Draft, differs, draftOf, emptyDraft, missingIn, newBody, patchOf } from './draft.ts';
import { useFieldErrorsOf } from './field-places.ts';
import { Form } from './form.tsx';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';
import { PriceHistory } from './prices/history.tsx';
import { pricesForm } from './prices/messages.ts';
import { SaveBar } from './save-bar.tsx';

/** `/manage/instruments/new` */
export function NewInstrumentPage() {
  const t = useT(words);
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [asked, setAsked] = useState(false);
  const [first] = useState(draft);
  const saved = useRef(false);
  const create = useRouteMutation(createInstrument, {
    invalidate: ['catalogue'],
    onSuccess: (made) => {
      saved.current = true;
      void navigate({ to: '/manage/instruments/$id', params: { id: made.id } });
    },
  });
  const missing = missingIn(draft);
  const set = (next: Partial<Draft>) => setDraft((old) => ({ ...old, ...next }));
  const { errors, words: said } = useFieldErrorsOf(create.error);
  return (
    <ManagePage
      title={t.newTitle}
      crumbs={[{ label: t.title, link: { to: '/manage/instruments' } }]}
      meta={<StatusTag tone="calm">{t.statusHelp.draft}</StatusTag>}
    >
      <Unsaved when={() => !saved.current && differs(first, draft)} />
      <Form errors={errors} draft={draft} set={set} missing={asked ? missing : []} self="" className="" />
      <SaveBar
        show
        label={t.create}
        busy={create.isPending}
        onSave={() => {
          setAsked(true);
          if (missing.length === 0) create.mutate({ body: newBody(draft) });
        }}
      >
        {asked && missing.length > 0 && <Alert title={t.missing} />}
        {create.error && <ProblemView error={create.error} words={said} />}
      </SaveBar>
    </ManagePage>
  );
}

/** `/manage/instruments/{id}` */
export function EditInstrumentPage() {
  const t = useT(words);
  const l = useT(labs);
  const locale = useLocale();
  const { id } = useParams({ from: '/manage/instruments/$id' });
  const { data, error } = useRouteQuery(getInstrument, { params: { id } }, { staleTime: 0 });
  const crumbs = [{ label: t.title, link: { to: '/manage/instruments' as const } }];
  if (!data) {
    return (
      <ManagePage title={t.title} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={10} height={32} />}
      </ManagePage>
    );
  }
  return (
    <ManagePage
      title={localName(data, locale)}
      crumbs={crumbs}
      meta={
        <>
          <StatusTag tone={instrumentTones[data.status]}>{l.status[data.status]}</StatusTag>
          <span>
            {makerName(data.maker, locale)} {data.model}
          </span>
        </>
      }
      actions={
        <>
          <Link to="/manage/qr" search={{ instrument: data.id }} className={buttonClass('plain')}>
            {t.qr}
          </Link>
          <Link to={instrumentPlace(data.id)} className={buttonClass('plain')}>
            {t.view}
          </Link>
        </>
      }
    >
      <Editor key={data.id} latest={data} />
    </ManagePage>
  );
}

/**
 * The record as it was read stays the base of the draft, so that only what this person changed is sent; when somebody else saved
 * meanwhile, both versions can be chosen.
 */
function Editor({ latest }: { latest: Instrument }) {
  const t = useT(words);
  const p = useT(pricesForm);
  const zone = useZone();
  const format = useFormat();
  const from = useId();
  const [base, setBase] = useState(latest);
  const [draft, setDraft] = useState(() => draftOf(latest));
  const [asked, setAsked] = useState(false);
  const [priceFrom, setPriceFrom] = useState(() => today(serverNow(), zone));
  /** The day from which what was saved holds, where that is not at once. */
  const [savedFrom, setSavedFrom] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const before = draftOf(base);
  const dirty = differs(before, draft);
  const update = useRouteMutation(updateInstrument, {
    invalidate: ['catalogue'],
    onSuccess: (now, { body }) => {
      setBase(now);
      setDraft(draftOf(now));
      const holdsFrom = body?.priceBookFrom;
      const later = holdsFrom !== undefined && holdsFrom > today(serverNow(), zone);
      setSavedFrom(later ? holdsFrom : null);
      setPriceFrom(today(serverNow(), zone));
      setSaved(true);
    },
  });
  // Nothing of one's own yet: what others save simply shows.
  useEffect(() => {
    if (!dirty && latest.version !== base.version) {
      setBase(latest);
      setDraft(draftOf(latest));
    }
  }, [latest, base.version, dirty]);
  const set = (next: Partial<Draft>) => {
    setSaved(false);
    setDraft((old) => ({ ...old, ...next }));
  };
  const missing = missingIn(draft);
  const patch = patchOf(before, draft);
  const save = (version: number, override = false) => {
    setAsked(true);
    if (missing.length > 0) return;
    update.mutate({
      params: { id: base.id },
      ifMatch: version,
      body: {
        ...patch,
        ...('priceBook' in patch ? { priceBookFrom: priceFrom } : {}),
        ...(override ? { override: true } : {}),
      },
    });
  };
  const problem = update.error instanceof ApiProblem ? update.error : null;
  const stale = problem?.has('request.stale') ?? false;
  const { errors, words: said } = useFieldErrorsOf(update.error);
  return (
    <>
      <Unsaved when={() => dirty} />
      <Form
        errors={errors}
        draft={draft}
        set={set}
        missing={asked ? missing : []}
        self={base.id}
        className={base.classNameZh}
        people
        prices={
          <>
            {'priceBook' in patch && (
              <Field label={p.from} htmlFor={from} help={p.fromHelp} error={errors.get('priceBookFrom')}>
                <input
                  id={from}
                  type="date"
                  className={`${inputClass} ${styles.date}`}
                  value={priceFrom}
                  aria-invalid={errors.has('priceBookFrom')}
                  aria-describedby={helpId(from)}
                  onChange={(event) => setPriceFrom(event.target.value)}
                />
              </Field>
            )}
            <PriceHistory
              instrumentId={base.id}
              locked={dirty}
              onEdit={(version) => {
                set({ priceBook: version.book });
                setPriceFrom(version.validFrom);
              }}
              onWithdraw={(version, before) =>
                update.mutateAsync({
                  params: { id: base.id },
                  ifMatch: base.version,
                  body: { priceBook: before.book, priceBookFrom: version.validFrom },
                })
              }
            />
          </>
        }
      />
      <SaveBar
        show={dirty || saved}
        label={t.save}
        busy={update.isPending}
        disabled={!dirty}
        onSave={() => save(base.version)}
        onDiscard={
          dirty
            ? () => {
                setDraft(draftOf(base));
                setPriceFrom(today(serverNow(), zone));
                update.reset();
              }
            : undefined
        }
      >
        {saved && !dirty && (
          <span role="status">{savedFrom ? p.savedFrom(format.day(savedFrom)) : t.saved}</span>
        )}
        {dirty && !update.error && <span>{t.unsaved}</span>}
        {asked && missing.length > 0 && <Alert title={t.missing} />}
        {stale ? (
          <Alert title={t.stale}>
            <div className={styles.inline}>
              <Button
                onClick={() => {
                  setBase(latest);
                  setDraft(draftOf(latest));
                  update.reset();
                }}
              >
                {t.takeTheirs}
              </Button>
              <Button look="act" onClick={() => save(latest.version)}>
                {t.keepMine}
              </Button>
            </div>
          </Alert>
        ) : (
          update.error && (
            <ProblemView
              error={update.error}
              words={said}
              nearest={
                problem?.overridable ? (
                  <Button look="wrong" onClick={() => save(base.version, true)}>
                    {t.retireAnyway}
                  </Button>
                ) : undefined
              }
            />
          )
        )}
      </SaveBar>
    </>
  );
}
