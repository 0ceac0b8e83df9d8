import { defineMessages } from '../../../i18n/messages.ts';
import { clauseWords } from './messages-clause.ts';
import { findingWords } from './messages-findings.ts';

/** Everything the officers' desk of the policy counter says. */
export const officeWords = defineMessages(
  { ...clauseWords.zh, ...findingWords.zh },
  { ...clauseWords.en, ...findingWords.en },
);
