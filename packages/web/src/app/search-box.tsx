import { type CatalogueSuggestion, suggestCatalogue } from '@hegu/contract/catalogue.ts';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useState } from 'react';
import { kindWord, kindWords } from '../i18n/kinds.ts';
import { useLocale } from '../i18n/locale.ts';
import { useT } from '../i18n/messages.ts';
import { placeOf, searchPlace } from '../lib/places.ts';
import { useRouteQuery } from '../lib/query.ts';
import { Highlight } from '../ui/highlight.tsx';
import { Icon } from '../ui/icons.tsx';
import { shell } from './messages.ts';
import styles from './search-box.module.css';

const pauseMs = 120;

/** The value, once it has rested for a moment. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Where a suggestion leads: its own page, or a search for it. */
function suggestionPlace(suggestion: CatalogueSuggestion): string {
  if (suggestion.type === 'class') return `/search?class=${suggestion.classCode}`;
  return placeOf(suggestion.kind, suggestion.refId) ?? searchPlace(suggestion.zh);
}

/** One box over everything the valley offers, with suggestions while typing (ARIA combobox). */
export function SearchBox({ size, initial = '' }: { size: 'small' | 'large'; initial?: string }) {
  const t = useT(shell);
  const kinds = useT(kindWords);
  const locale = useLocale();
  const navigate = useNavigate();
  const listId = useId();
  const [words, setWords] = useState(initial);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const q = useRested(words.trim());
  const { data } = useRouteQuery(
    suggestCatalogue,
    { query: { q, limit: 8 } },
    { enabled: open && q !== '', keepPrevious: true, staleTime: 60_000 },
  );
  const suggestions = open && q !== '' ? (data?.items ?? []) : [];
  const shown = suggestions.length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  const go = (place: string) => {
    setOpen(false);
    setActive(-1);
    void navigate({ href: place });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = suggestions[active];
    go(chosen ? suggestionPlace(chosen) : searchPlace(words.trim()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && shown) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // Past either end the box itself is the choice again.
      setActive(
        ((((active + 1 + step) % (suggestions.length + 1)) + suggestions.length + 1) %
          (suggestions.length + 1)) -
          1,
      );
    }
  };

  return (
    <search>
      <form className={`${styles.form} ${styles[size]}`} onSubmit={submit}>
        <Icon name="search" size={size === 'large' ? 24 : 18} className={styles.lens} />
        <input
          type="search"
          name="q"
          className={styles.input}
          value={words}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          role="combobox"
          aria-label={t.search.label}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={shown ? listId : undefined}
          aria-activedescendant={active >= 0 && shown ? optionId(active) : undefined}
          placeholder={t.search.placeholder}
          onChange={(event) => {
            setWords(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
        {size === 'large' && (
          <button type="submit" className={styles.go}>
            {t.search.go}
          </button>
        )}
        {shown && (
          <div className={styles.list} id={listId} role="listbox" aria-label={t.search.suggestions}>
            {suggestions.map((suggestion, index) => {
              const english = locale === 'en' && suggestion.en !== '';
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box (aria-activedescendant)
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard in the box
                <div
                  key={
                    suggestion.type === 'class'
                      ? suggestion.classCode
                      : `${suggestion.kind}:${suggestion.refId}`
                  }
                  id={optionId(index)}
                  role="option"
                  aria-selected={index === active}
                  className={styles.option}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => go(suggestionPlace(suggestion))}
                >
                  <span>
                    <Highlight
                      text={english ? suggestion.en : suggestion.zh}
                      ranges={english ? suggestion.highlights.en : suggestion.highlights.zh}
                    />
                  </span>
                  <span className={styles.kind}>
                    {suggestion.type === 'class' ? kinds.class : kindWord(kinds, suggestion.kind)}
                  </span>
                </div>
              );
            })}
          </div>
        )}
      </form>
      <span className="sr-only" role="status">
        {shown ? t.search.count(suggestions.length) : ''}
      </span>
    </search>
  );
}
