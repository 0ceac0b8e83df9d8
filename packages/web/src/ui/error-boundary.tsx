import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useT } from '../i18n/messages.ts';
import { Button } from './button.tsx';
import { ProblemView } from './problem-view.tsx';

/** Keeps a part that throws (a chart, a calendar) from taking the page with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <Broken error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { actions } = useT();
  return <ProblemView error={error} nearest={<Button onClick={onRetry}>{actions.retry}</Button>} />;
}
