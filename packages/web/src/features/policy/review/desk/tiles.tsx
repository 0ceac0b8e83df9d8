import { Link } from '@tanstack/react-router';
import { useT } from '../../../../i18n/messages.ts';
import { Section } from '../../../../ui/page.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import styles from './desk.module.css';
import { deskPlaces, useDesk, waitingAt } from './desk.ts';
import { deskWords } from './messages.ts';

/** What waits at each step, from handing in to money and back; each tile leads to where it is done. */
export function DeskTiles() {
  const t = useT(deskWords);
  const { data, error } = useDesk();
  if (error) return <ProblemView error={error} />;
  return (
    <Section title={t.waits}>
      <ul className={styles.tiles}>
        {deskPlaces.map((place) => {
          const waiting = waitingAt(data, place);
          const lines = data
            ? [...place.waits, ...(place.notes ?? [])].filter((key) => data[key] > 0)
            : undefined;
          return (
            <li key={place.key}>
              <Link to={place.to} className={styles.tile} data-waits={waiting ? '' : undefined}>
                <span className={styles.head}>
                  <span>{t[place.key]}</span>
                  <strong className={styles.count}>{waiting ?? '–'}</strong>
                </span>
                <span className={styles.lines}>
                  {lines?.length === 0 && <span>{t.nothing}</span>}
                  {data &&
                    lines?.map((key) => (
                      <span key={key} data-late={/overdue/i.test(key) ? '' : undefined}>
                        {t.tiles[key](data[key])}
                      </span>
                    ))}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
