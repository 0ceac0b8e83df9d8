import { Outlet } from '@tanstack/react-router';
import { AntdProvider } from './antd.tsx';

/** Pages below it may use antd; pages beside it must not, so that a visitor's first page stays light. */
export function DeskLayer() {
  return (
    <AntdProvider>
      <Outlet />
    </AntdProvider>
  );
}
