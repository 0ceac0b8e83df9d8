import { defineMessages } from '../../../i18n/messages.ts';
import { clauseWords } from './messages-clause.ts';
import { deskWords } from './messages-desk.ts';
import { findingWords } from './messages-findings.ts';

/** Everything the officers' desk of the policy counter says. */
export const officeWords = defineMessages(
  { ...deskWords.zh, ...clauseWords.zh, ...findingWords.zh },
  { ...deskWords.en, ...clauseWords.en, ...findingWords.en },
);
