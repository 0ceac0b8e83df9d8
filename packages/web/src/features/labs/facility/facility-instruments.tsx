import { listInstruments } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { labs } from '../parts/words.ts';
import { InstrumentRow } from '../search/instrument-row.tsx';
import { searchWords } from '../search/messages.ts';
import search from '../search/search.module.css';
import { usePresets } from '../search/when.ts';
import { WindowScale } from '../search/window-scale.tsx';
import { facilityWords } from './messages.ts';

/** Every instrument of a facility with the free time of its next day. */
export function FacilityInstruments({ facilityId }: { facilityId: string }) {
  const t = useT(facilityWords);
  const s = useT(searchWords);
  const words = useT(labs);
  const { actions } = useT();
  const { next24 } = usePresets();
  const { items, error, more } = useRoutePages(listInstruments, {
    query: { facility: facilityId, limit: 30 },
  });
  // A list by free time leaves out whatever is taken all day, so that the times are asked beside the list.
  const free = useRouteQuery(
    listInstruments,
    { query: { facility: facilityId, freeFrom: next24.from, freeTo: next24.to, minutes: 30, limit: 200 } },
    { keepPrevious: true },
  );
  const drawn = new Map(free.data?.items.map((item) => [item.id, item.free]));
  const complete = free.data !== undefined && free.data.nextCursor === null;
  return (
    <Section
      title={t.instruments}
      hint={items && items.length > 0 ? t.instrumentsHint : undefined}
      actions={
        items &&
        items.length > 0 && (
          <Link to="/search" search={{ facility: facilityId }} className={buttonClass('plain')}>
            {t.searchWithin}
          </Link>
        )
      }
    >
      {error && <ProblemView error={error} />}
      {items === undefined && !error && <Skeleton lines={6} height={56} />}
      {items?.length === 0 && (
        <Empty icon="instrument" title={t.none}>
          {t.noneHint}
        </Empty>
      )}
      {items && items.length > 0 && (
        <>
          <div className={search.scale}>
            <span className={search.scaleTitle}>{s.next24}</span>
            <WindowScale window={next24} />
            <span className={search.scalePrice}>{words.tierPrice[items[0]?.tier ?? 'public']}</span>
          </div>
          <ul>
            {items.map((item) => (
              <InstrumentRow
                key={item.id}
                instrument={item}
                window={next24}
                words={[]}
                free={drawn.get(item.id) ?? (complete ? [] : undefined)}
              />
            ))}
          </ul>
        </>
      )}
      {more.has && (
        <p className={search.more}>
          <Button busy={more.busy} onClick={more.load}>
            {actions.more}
          </Button>
        </p>
      )}
    </Section>
  );
}
