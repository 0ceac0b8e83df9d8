import { Fragment } from 'react';
import styles from './highlight.module.css';
import { cutRanges } from './highlight-ranges.ts';

/** Text with the found stretches marked. */
export function Highlight({
  text,
  ranges,
}: {
  text: string;
  ranges: readonly (readonly [number, number])[] | undefined;
}) {
  return (
    <>
      {cutRanges(text, ranges ?? []).map((piece) =>
        piece.hit ? (
          <mark key={piece.at} className={styles.hit}>
            {piece.text}
          </mark>
        ) : (
          <Fragment key={piece.at}>{piece.text}</Fragment>
        ),
      )}
    </>
  );
}
