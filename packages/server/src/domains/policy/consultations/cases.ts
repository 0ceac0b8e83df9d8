import { type CaseDef, defineCase } from '../../../platform/casework/index.ts';

/** A question about a clause: answered within five working days; one that is late stands as overdue and does not go away. */
const questionDef = {
  kind: 'policy.question',
  name: { zh: '政策咨询', en: 'question about a policy' },
  initial: 'open',
  states: {
    open: {
      name: { zh: '待答复', en: 'to be answered' },
      runs: ['answer'],
      todo: {
        kind: 'policy.answer',
        name: { zh: '答复政策咨询', en: 'Answer a question about a policy' },
        for: { role: 'officer', of: 'valley' },
        link: '/policies/office/questions',
      },
    },
    answered: { name: { zh: '已答复', en: 'answered' }, terminal: true },
  },
  transitions: {
    answer: { name: { zh: '答复', en: 'answer' }, from: ['open'], to: 'answered', by: { officer: 'valley' } },
  },
  clocks: { answer: { workingDays: 5 } },
  view: { user: 'self', officer: 'valley' },
  link: '/policies/questions/{subjectId}',
} as const satisfies CaseDef;

export const questionCase = defineCase(questionDef);
