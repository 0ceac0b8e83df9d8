import type { LadderView, RungView } from '@hegu/contract/enterprise/ladder.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Icon } from '../../../ui/icons.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import styles from './ladder.module.css';
import { ladderWords } from './messages.ts';
import { drawn, rungTones } from './rungs.ts';

/** A ladder to stand on: two rails, a rung a level, filled as far as the firm has come. */
export function LadderFigure({
  view,
  chosen,
  onChoose,
}: {
  view: LadderView;
  chosen: string | undefined;
  onChoose: (rung: string) => void;
}) {
  const t = useT(ladderWords);
  const { rungs, beside } = drawn(view);
  const one = (rung: RungView) => (
    <Rung
      key={rung.rung}
      rung={rung}
      next={rung.rung === view.next}
      chosen={rung.rung === chosen}
      onChoose={onChoose}
    />
  );
  return (
    <nav className={styles.figure} aria-label={t.ladder}>
      <ol className={styles.rails}>{rungs.map(one)}</ol>
      {beside.length > 0 && (
        <>
          <p className={styles.besideTitle}>{t.sideTrack}</p>
          <ol className={styles.beside}>{beside.map(one)}</ol>
        </>
      )}
    </nav>
  );
}

function Rung({
  rung,
  next,
  chosen,
  onChoose,
}: {
  rung: RungView;
  next: boolean;
  chosen: boolean;
  onChoose: (rung: string) => void;
}) {
  const t = useT(ladderWords);
  const locale = useLocale();
  const short = rung.missing.filter((m) => m.truth !== 'review').length;
  return (
    <li data-state={rung.state} className={styles.rung}>
      <button type="button" aria-pressed={chosen} onClick={() => onChoose(rung.rung)}>
        <span className={styles.rungHead}>
          <strong>{rung.title[locale]}</strong>
          {next && (
            <em>
              <Icon name="arrowRight" size={14} />
              {t.next}
            </em>
          )}
        </span>
        <span className={styles.rungFoot}>
          <StatusTag tone={rungTones[rung.state]}>{t.states[rung.state]}</StatusTag>
          <small>
            {rung.heldUntil && rung.state === 'held'
              ? t.heldUntil(rung.heldUntil)
              : short > 0 && rung.state !== 'notApplicable'
                ? t.missingCount(short)
                : ''}
          </small>
        </span>
      </button>
    </li>
  );
}
