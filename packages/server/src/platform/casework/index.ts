export { type ClockDef, dueWords } from './deadline.ts';
export {
  type CaseDef,
  type CaseKind,
  checkCase,
  defineCase,
  type Guard,
  type Move,
  type StateDef,
  type TransitionDef,
} from './rules.ts';
export { dueCases, expireCase, type MoveOptions, type NewCase, openCase, transition } from './service.ts';
export type { CaseRow } from './store.ts';
export {
  addTodo,
  closeTodos,
  completeTodo,
  type Holder,
  listTodos,
  type NewTodo,
  remindOverdue,
} from './todos.ts';
export { findOpenCase, getCase, maySeeDocument } from './view.ts';
