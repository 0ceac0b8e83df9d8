import type { ConfigProviderProps, ThemeConfig } from 'antd';
import { App, ConfigProvider, theme } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useLocale } from '../i18n/locale.ts';
import { dark, fontFamily, light, type Palette } from '../ui/tokens.ts';

const themeOf = (palette: Palette, algorithm: ThemeConfig['algorithm']): ThemeConfig => ({
  algorithm,
  token: {
    fontFamily,
    fontSize: 15,
    borderRadius: 3,
    wireframe: false,
    colorPrimary: palette.act,
    colorLink: palette.actText,
    colorInfo: palette.act,
    colorSuccess: palette.act,
    colorWarning: palette.wait,
    colorError: palette.wrong,
    colorText: palette.ink,
    colorTextSecondary: palette.ink2,
    colorTextTertiary: palette.ink3,
    colorTextPlaceholder: palette.ink3,
    colorTextDescription: palette.ink3,
    colorTextLightSolid: palette.onAct,
    colorBgBase: palette.paper,
    colorBgLayout: palette.paper,
    colorBgContainer: palette.raised,
    colorBgElevated: palette.raised,
    colorBorder: palette.edge,
    colorBorderSecondary: palette.line,
    colorSplit: palette.line,
    controlHeight: 36,
    boxShadow: 'none',
  },
  components: {
    Table: {
      headerBg: palette.sunk,
      headerColor: palette.ink2,
      cellPaddingBlockSM: 6,
      rowHoverBg: palette.sunk,
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 600 },
  },
});

const themes = {
  light: themeOf(light, theme.defaultAlgorithm),
  dark: themeOf(dark, theme.darkAlgorithm),
};

type AntdLocale = NonNullable<ConfigProviderProps['locale']>;

/** antd's types describe its CommonJS build, where the locale is one `default` deeper than in the ES build Vite takes. */
const localeOf = (module: AntdLocale | { readonly default: AntdLocale }): AntdLocale =>
  'default' in module ? module.default : module;
const locales = { zh: localeOf(zhCN), en: localeOf(enUS) };

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
const subscribe = (listener: () => void) => {
  darkQuery.addEventListener('change', listener);
  return () => darkQuery.removeEventListener('change', listener);
};

/** antd in the valley's colours and the reader's language. Only the desk pages load it. */
export function AntdProvider({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(subscribe, () => darkQuery.matches);
  const locale = useLocale();
  return (
    <ConfigProvider
      theme={isDark ? themes.dark : themes.light}
      locale={locales[locale]}
      button={{ autoInsertSpace: false }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}
