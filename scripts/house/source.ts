/**
 * Views of a source file for checks that must not be fooled by comments and strings. TypeScript 7 has no JS API to
 * parse with, and the house only asks simple questions, so a small lexer is enough.
 */

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** One broken rule: where, and why it matters. */
export interface Violation {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly why: string;
}

export interface StringLiteral {
  readonly start: number;
  readonly text: string;
  /** Of a template, the identifier before it (`sql` in sql`…`), else ''. */
  readonly tag: string;
}

export interface Lexed {
  /** Same length as the source; comments and the insides of strings, templates and regular expressions are spaces. */
  readonly code: string;
  readonly strings: readonly StringLiteral[];
}

/** After these a `/` begins a regular expression and not a division. */
const beforeRegex =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|void|delete|throw|await|yield))$/;

export function lex(source: string): Lexed {
  const out = source.split('');
  const strings: StringLiteral[] = [];
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' ';
  };
  let i = 0;

  function quoted(quote: string): void {
    const start = i++;
    while (i < source.length && source[i] !== quote && source[i] !== '\n') i += source[i] === '\\' ? 2 : 1;
    strings.push({ start, text: source.slice(start + 1, i), tag: '' });
    blank(start + 1, i);
    i++;
  }

  function template(): void {
    const start = i++;
    const tag =
      /([A-Za-z_$][\w$]*)(?:<[^<>`]*>)?\s*$/.exec(source.slice(Math.max(0, start - 80), start))?.[1] ?? '';
    let text = '';
    let from = i;
    while (i < source.length && source[i] !== '`') {
      if (source[i] === '\\') i += 2;
      else if (source.startsWith('${', i)) {
        text += source.slice(from, i);
        blank(from, i);
        i += 2;
        code('}');
        text += '?';
        from = i;
      } else i++;
    }
    text += source.slice(from, i);
    blank(from, i);
    strings.push({ start, text, tag });
    i++;
  }

  function regex(): void {
    const start = i++;
    let inClass = false;
    while (i < source.length && source[i] !== '\n' && (inClass || source[i] !== '/')) {
      if (source[i] === '\\') i++;
      else if (source[i] === '[') inClass = true;
      else if (source[i] === ']') inClass = false;
      i++;
    }
    blank(start + 1, i);
    i++;
  }

  /** Until the brace that closes a template's `${`, or the end of the source. */
  function code(until: '}' | ''): void {
    let depth = 0;
    while (i < source.length) {
      const c = source[i];
      if (source.startsWith('//', i)) {
        const end = source.indexOf('\n', i);
        blank(i, end < 0 ? source.length : end);
        i = end < 0 ? source.length : end;
      } else if (source.startsWith('/*', i)) {
        const close = source.indexOf('*/', i + 2);
        const end = close < 0 ? source.length : close + 2;
        blank(i, end);
        i = end;
      } else if (c === "'" || c === '"') quoted(c);
      else if (c === '`') template();
      else if (
        c === '/' &&
        beforeRegex.test(
          out
            .slice(Math.max(0, i - 60), i)
            .join('')
            .trimEnd(),
        )
      )
        regex();
      else {
        if (c === '{') depth++;
        if (c === '}') {
          if (until === '}' && depth === 0) {
            i++;
            return;
          }
          depth--;
        }
        i++;
      }
    }
  }

  code('');
  return { code: out.join(''), strings: strings.sort((a, b) => a.start - b.start) };
}

const lexedByText = new Map<string, Lexed>();

/** `lex`, remembered: many checks look at the same file. */
export function lexed(file: SourceFile): Lexed {
  let found = lexedByText.get(file.text);
  if (!found) {
    found = lex(file.text);
    lexedByText.set(file.text, found);
  }
  return found;
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** Every match of a pattern in a view of the file, as violations. */
export function matches(
  file: SourceFile,
  view: string,
  pattern: RegExp,
  why: (match: string) => string,
): Violation[] {
  return [...view.matchAll(pattern)].map((m) => ({
    file: file.path,
    line: lineAt(view, m.index),
    why: why(m[0]),
  }));
}

export const isCode = (path: string) => /\.(?:ts|tsx|mts|mjs|js)$/.test(path);
export const isTest = (path: string) => /\.test\.tsx?$/.test(path) || /\/testing(?:\/|\.ts$)/.test(path);
