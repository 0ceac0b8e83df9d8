import type { FactCatalogue } from '@hegu/rules/facts.ts';
import { createContext, useContext } from 'react';
import type { FirmCatalogue } from '../../../enterprise/parts/catalogue.ts';

/** What every control of the editor shares. */

export type Path = readonly (string | number)[];

export interface ShownProblem {
  readonly path: Path;
  readonly severity: 'error' | 'warning';
  readonly zh: string;
  readonly en: string;
  /** Parts nobody knows, which can only be taken away. */
  readonly keys?: readonly string[] | undefined;
}

/** A clause of the library, to be named by this one. */
export interface OtherClause {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly policyTitle: { readonly zh: string; readonly en: string };
  readonly from: string;
  readonly to: string | null;
}

export interface Editing {
  /** False: everything is shown, nothing can be changed. */
  readonly on: boolean;
  readonly problems: readonly ShownProblem[];
  readonly catalogue: FactCatalogue;
  /** The same with every name of a code, for reading aloud. */
  readonly spoken: FactCatalogue;
  /** With the names of codes that stand in other packs. */
  readonly names: FirmCatalogue | null;
  readonly others: readonly OtherClause[];
  readonly assessedYear: number;
  /** Constants show a slider while the live preview runs. */
  readonly live: boolean;
  /** Changes one place: `path` begins with `clause`, `document`, `golden` or `note`. */
  readonly set: (path: Path, value: unknown) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error('outside the editor');
  return editing;
}

const key = (path: Path): string => path.join('.');
export const anchorOf = (path: Path): string => `at-${key(path)}`;

/** Problems exactly at a place. */
export const problemsAt = (editing: Editing, path: Path): readonly ShownProblem[] => {
  const here = key(path);
  return editing.problems.filter((p) => key(p.path) === here);
};

/** Problems at a place or below it. */
export const problemsBelow = (editing: Editing, path: Path): readonly ShownProblem[] => {
  const here = key(path);
  return editing.problems.filter((p) => key(p.path) === here || key(p.path).startsWith(`${here}.`));
};
