import { getInstrument, type Instrument } from '@hegu/contract/labs/instruments.ts';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { modeWord, modeWords } from '../../../i18n/kinds.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { makerName } from '../../../i18n/maker.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { dayOf, iso, minute } from '../parts/time.ts';
import { firstDay, WeekStrips } from '../parts/week-strips.tsx';
import { instrumentTones, labs } from '../parts/words.ts';
import { BookLink } from './book-link.tsx';
import styles from './instrument.module.css';
import { InstrumentSide } from './instrument-side.tsx';
import { instrumentWords } from './messages.ts';
import { PriceTable } from './price-table.tsx';
import { hoursLines, ruleLines, ruleWords } from './rule-words.ts';
import { SaidList } from './said-list.tsx';
import { SharedAccessories } from './shared-accessories.tsx';
import { Similar } from './similar.tsx';
import { usualMinutes } from './usual.ts';

export function InstrumentPage() {
  const t = useT(instrumentWords);
  const { id } = useParams({ from: '/instruments/$id' });
  const { data, error } = useRouteQuery(getInstrument, { params: { id } }, { rooms: [`instrument:${id}`] });
  useEvents([`instrument:${id}`]);
  if (error) {
    return (
      <Page title={t.loading} crumbs={[{ label: t.crumb, link: { to: '/search' } }]}>
        <ProblemView error={error} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title={t.loading} crumbs={[{ label: t.crumb, link: { to: '/search' } }]}>
        <Skeleton lines={8} height={32} />
      </Page>
    );
  }
  return <Loaded instrument={data} />;
}

function Loaded({ instrument }: { instrument: Instrument }) {
  const t = useT(instrumentWords);
  const words = useT(labs);
  const modes = useT(modeWords);
  const locale = useLocale();
  const format = useFormat();
  const { me } = useSession();
  const now = useNow();
  const search = useSearch({ from: '/instruments/$id' });
  const navigate = useNavigate({ from: '/instruments/$id' });
  const name = localName(instrument, locale);
  const other = locale === 'zh' ? instrument.nameEn : instrument.nameZh;
  const first = firstDay(search.from, now, format.zone);
  const minutes = usualMinutes(instrument);
  const bookable = instrument.status === 'active' || instrument.status === 'down';
  const text = (zh: string, en: string) => (locale === 'en' && en !== '' ? en : zh);
  const about = text(instrument.descriptionZh, instrument.descriptionEn);
  const sample = text(instrument.sampleRequirementsZh, instrument.sampleRequirementsEn);
  const safety = text(instrument.safetyNotesZh, instrument.safetyNotesEn);
  const comma = locale === 'zh' ? '、' : ', ';

  const pick = (from: number, until: number) => {
    const start = iso(from);
    const end = iso(Math.min(until, from + minutes * minute));
    void navigate({ to: '/instruments/$id/book', params: { id: instrument.id }, search: { start, end } });
  };

  return (
    <Page
      title={name}
      crumbs={[
        { label: t.crumb, link: { to: '/search' } },
        {
          label: localName({ nameZh: instrument.classNameZh, nameEn: instrument.classNameEn }, locale),
          link: { to: '/search', search: { class: instrument.classCode } },
        },
      ]}
      meta={
        <>
          <StatusTag tone={instrumentTones[instrument.status]}>{words.status[instrument.status]}</StatusTag>
          <span>
            {makerName(instrument.maker, locale)} {instrument.model}
          </span>
          <span className={styles.faint} lang={locale === 'zh' ? 'en' : 'zh-CN'}>
            {other}
          </span>
          <span>{instrument.modes.map((mode) => modeWord(modes, mode)).join(comma)}</span>
          {instrument.visibility === 'members' && <StatusTag tone="calm">{words.membersOnly}</StatusTag>}
          {instrument.capacity > 1 && <span>{words.capacity(instrument.capacity)}</span>}
          {instrument.demo && <span className={styles.demo}>{words.demo}</span>}
        </>
      }
      actions={bookable && <BookLink instrument={instrument} />}
    >
      {instrument.status === 'down' && (
        <Alert tone="wrong" title={t.downTitle}>
          <p>{t.downText}</p>
        </Alert>
      )}
      {instrument.status === 'retired' && <Alert tone="wait" title={t.retired} />}
      {me?.user && !instrument.may.book && bookable && (
        <Alert tone="wait" title={t.cannotBook}>
          <p>{t.cannotBookWhy}</p>
        </Alert>
      )}
      <div className={styles.columns}>
        <div className={styles.main}>
          {about && <p className={styles.about}>{about}</p>}
          {bookable && (
            <Section title={t.freeTitle} hint={me?.user ? t.freeHint : t.freeHintVisitor}>
              <WeekStrips
                instrumentId={instrument.id}
                first={first}
                onFirst={(day) =>
                  void navigate({
                    search: day === dayOf(now, format.zone) ? {} : { from: day },
                    resetScroll: false,
                    replace: true,
                  })
                }
                onPick={pick}
                gridMinutes={instrument.bookingRules.gridMinutes ?? 15}
                wantedMinutes={minutes}
              />
            </Section>
          )}
          <Section
            title={t.pricesTitle}
            hint={me?.user ? t.pricesHint(words.tierPrice[instrument.tier]) : t.pricesVisitor}
          >
            {instrument.priceBook ? (
              <PriceTable version={instrument.priceBook} tier={instrument.tier} />
            ) : (
              <Alert tone="calm" title={t.noPrices}>
                <p>{t.noPricesText}</p>
              </Alert>
            )}
          </Section>
          <HoursAndRules instrument={instrument} />
          {sample && (
            <Section title={t.sampleTitle}>
              <p className={styles.text}>{sample}</p>
            </Section>
          )}
          {safety && (
            <Section title={t.safetyTitle}>
              <p className={styles.text}>{safety}</p>
            </Section>
          )}
          <Specs instrument={instrument} />
          <SharedAccessories instrumentId={instrument.id} />
        </div>
        <InstrumentSide instrument={instrument} />
      </div>
      <Similar instrument={instrument} />
    </Page>
  );
}

function HoursAndRules({ instrument }: { instrument: Instrument }) {
  const t = useT(instrumentWords);
  const rules = useT(ruleWords);
  const format = useFormat();
  const now = useNow();
  const hours = hoursLines(instrument.openingHours, dayOf(now, format.zone), format, rules);
  const book = instrument.priceBook?.book;
  return (
    <Section title={t.hoursTitle}>
      <div className={styles.pair}>
        <div>
          <h3 className={styles.sub}>{t.hours}</h3>
          <SaidList lines={hours.weekly} />
          {hours.note && <p className={styles.note}>{hours.note}</p>}
          {hours.exceptions.length > 0 && (
            <>
              <h3 className={styles.sub}>{t.exceptions}</h3>
              <SaidList lines={hours.exceptions} />
            </>
          )}
        </div>
        <div>
          <SaidList
            lines={ruleLines(
              instrument.bookingRules,
              { lateCancellation: book?.lateCancellation, noShow: book?.noShow },
              format,
              rules,
            )}
          />
        </div>
      </div>
    </Section>
  );
}

function Specs({ instrument }: { instrument: Instrument }) {
  const t = useT(instrumentWords);
  const locale = useLocale();
  const format = useFormat();
  const { specs, accessories, configurations } = instrument;
  if (specs.length + accessories.length + configurations.length === 0) return null;
  return (
    <Section title={t.specsTitle}>
      {specs.length > 0 && (
        <SaidList lines={specs.map((s) => ({ label: localName(s, locale), text: s.value }))} />
      )}
      {configurations.length > 0 && (
        <>
          <h3 className={styles.sub}>{t.configurations}</h3>
          <ul className={styles.plain}>
            {configurations.map((c) => (
              <li key={c.code}>
                {localName(c, locale)}
                {c.noticeMinutes > 0 && !c.selfConfigured && (
                  <span className={styles.faint}> {t.configNotice(format.duration(c.noticeMinutes))}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {accessories.length > 0 && (
        <>
          <h3 className={styles.sub}>{t.accessories}</h3>
          <ul className={styles.plain}>
            {accessories.map((a) => (
              <li key={`${a.nameZh}:${a.nameEn}`}>{localName(a, locale)}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
