import {
  createInstrument,
  getInstrument,
  type Instrument,
  listPriceBooks,
  updateInstrument,
} from '@hegu/contract/labs/instruments.ts';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { instrumentPlace } from '../../../../lib/places.ts';
import { ApiProblem } from '../../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../../lib/session.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Section } from '../../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { instrumentTones, labs } from '../../parts/words.ts';
import { today } from '../day/layout.ts';
import { ManagePage } from '../parts/manage-page.tsx';
import { BasicSection, ServiceSection } from './basic-section.tsx';
import { type Draft, differs, draftOf, emptyDraft, missingIn, newBody, patchOf } from './draft.ts';
import { HoursEditor } from './hours-editor.tsx';
import styles from './instruments.module.css';
import { Links } from './links.tsx';
import { instruments as words } from './messages.ts';
import { Overrides } from './overrides.tsx';
import { Photos } from './photos.tsx';
import { PricesForm } from './prices-form.tsx';
import { pricesForm } from './prices-words.ts';
import { Qualifications } from './qualifications.tsx';
import { SpecRows } from './rows.tsx';
import { RulesForm } from './rules-form.tsx';

/** `/manage/instruments/new` */
export function NewInstrumentPage() {
  const t = useT(words);
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [asked, setAsked] = useState(false);
  const create = useRouteMutation(createInstrument, {
    invalidate: ['catalogue'],
    onSuccess: (made) => void navigate({ to: '/manage/instruments/$id', params: { id: made.id } }),
  });
  const missing = missingIn(draft);
  const set = (next: Partial<Draft>) => setDraft((old) => ({ ...old, ...next }));
  return (
    <ManagePage
      title={t.newTitle}
      crumbs={[{ label: t.title, link: { to: '/manage/instruments' } }]}
      meta={<StatusTag tone="calm">{t.statusHelp.draft}</StatusTag>}
    >
      <Form draft={draft} set={set} missing={asked ? missing : []} self="" className="" />
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
        {create.error && <ProblemView error={create.error} />}
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
            {data.maker} {data.model}
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
  const from = useId();
  const [base, setBase] = useState(latest);
  const [draft, setDraft] = useState(() => draftOf(latest));
  const [asked, setAsked] = useState(false);
  const [priceFrom, setPriceFrom] = useState(() => today(serverNow(), zone));
  const [saved, setSaved] = useState(false);
  const before = draftOf(base);
  const dirty = differs(before, draft);
  const update = useRouteMutation(updateInstrument, {
    invalidate: ['catalogue'],
    onSuccess: (now) => {
      setBase(now);
      setDraft(draftOf(now));
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
  // Leaving with unsaved changes asks first.
  useEffect(() => {
    if (!dirty) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [dirty]);

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
  return (
    <>
      <Form
        draft={draft}
        set={set}
        missing={asked ? missing : []}
        self={base.id}
        className={base.classNameZh}
        people
        prices={
          'priceBook' in patch && (
            <Field label={p.from} htmlFor={from} help={p.fromHelp}>
              <input
                id={from}
                type="date"
                className={`${inputClass} ${styles.date}`}
                value={priceFrom}
                aria-describedby={helpId(from)}
                onChange={(event) => setPriceFrom(event.target.value)}
              />
            </Field>
          )
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
                update.reset();
              }
            : undefined
        }
      >
        {saved && !dirty && <span role="status">{t.saved}</span>}
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

const sections = ['basic', 'service', 'specs', 'hours', 'rules', 'prices', 'links'] as const;

function Form({
  draft,
  set,
  missing,
  self,
  className,
  people = false,
  prices,
}: {
  draft: Draft;
  set: (next: Partial<Draft>) => void;
  missing: ReturnType<typeof missingIn>;
  self: string;
  className: string;
  /** An instrument that exists has people and rules for some. */
  people?: boolean;
  prices?: ReactNode;
}) {
  const t = useT(words);
  const s = t.sections;
  const shown = people ? ([...sections, 'people', 'overrides'] as const) : sections;
  return (
    <div className={styles.form}>
      <nav className={styles.contents} aria-label={t.title}>
        <ul>
          {shown.map((name) => (
            <li key={name}>
              <a href={`#${name}`}>{s[name]}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.sections}>
        <Section id="basic" title={s.basic}>
          <BasicSection draft={draft} set={set} missing={missing} className={className} />
        </Section>
        <Section id="service" title={s.service}>
          <ServiceSection draft={draft} set={set} missing={missing} />
        </Section>
        <Section id="specs" title={s.specs}>
          <SpecRows draft={draft} set={set} />
        </Section>
        <Section id="hours" title={s.hours}>
          <HoursEditor value={draft.openingHours} onChange={(openingHours) => set({ openingHours })} />
        </Section>
        <Section id="rules" title={s.rules}>
          <RulesForm
            value={draft.bookingRules}
            prices={draft.priceBook}
            onChange={(bookingRules) => set({ bookingRules })}
          />
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={draft.superuserBypass}
              onChange={(event) => set({ superuserBypass: event.target.checked })}
            />
            {t.fields.superuserBypass}
          </label>
        </Section>
        <Section id="prices" title={s.prices}>
          <PricesForm value={draft.priceBook} onChange={(priceBook) => set({ priceBook })} />
          {prices}
          {people && <PriceHistory instrumentId={self} />}
        </Section>
        <Section id="links" title={s.links}>
          <Links
            self={self}
            facilityId={draft.facilityId}
            ids={draft.linkedInstrumentIds}
            onChange={(linkedInstrumentIds) => set({ linkedInstrumentIds })}
          />
          <Photos ids={draft.photoIds} onChange={(photoIds) => set({ photoIds })} />
        </Section>
        {people && (
          <>
            <Section id="people" title={s.people}>
              <Qualifications instrumentId={self} />
            </Section>
            <Section id="overrides" title={s.overrides}>
              <Overrides instrumentId={self} />
            </Section>
          </>
        )}
      </div>
    </div>
  );
}

function PriceHistory({ instrumentId }: { instrumentId: string }) {
  const t = useT(pricesForm);
  const format = useFormat();
  const { data } = useRouteQuery(listPriceBooks, { params: { id: instrumentId } });
  if (!data || data.items.length < 2) return null;
  return (
    <div className={styles.history}>
      <strong>{t.history}</strong>
      <ul>
        {data.items.map((v) => (
          <li key={v.id}>
            <span>{t.version(v.version)}</span>
            <span>
              {t.validFrom(format.day(v.validFrom))} – {v.validTo ? format.day(v.validTo) : t.untilNow}
            </span>
            {v.usedAt && <span className={styles.hint}>{t.used}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Stays at the bottom of the window, so that saving is one press away from every section. */
function SaveBar({
  show,
  label,
  busy,
  disabled = false,
  onSave,
  onDiscard,
  children,
}: {
  show: boolean;
  label: string;
  busy: boolean;
  disabled?: boolean;
  onSave: () => void;
  onDiscard?: (() => void) | undefined;
  children: ReactNode;
}) {
  const t = useT(words);
  if (!show) return null;
  return (
    <div className={styles.saveBar}>
      <div className={styles.saveWords}>{children}</div>
      {onDiscard && (
        <Button onClick={onDiscard} disabled={busy}>
          {t.discard}
        </Button>
      )}
      <Button look="act" busy={busy} disabled={disabled} onClick={onSave}>
        {label}
      </Button>
    </div>
  );
}
