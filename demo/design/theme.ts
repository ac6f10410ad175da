import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent of both pages: a deep evergreen, readable as text on white and under white text (>= 6:1). */
const northwind: MantineColorsTuple = [
  '#edf7f5',
  '#d9ebe7',
  '#b0d6cf',
  '#83c0b5',
  '#5eaea0',
  '#46a393',
  '#2f8f7f',
  '#1c7a6b',
  '#0f6558',
  '#0a4d44',
];

/** The shared look of the shop and the phone: light, one accent, system fonts only. */
export const theme = createTheme({
  colors: { northwind },
  primaryColor: 'northwind',
  primaryShade: 8,
  black: '#15211f',
  defaultRadius: 'md',
  radius: { xs: '6px', sm: '8px', md: '12px', lg: '18px', xl: '26px' },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Open Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '2rem', lineHeight: '1.15' },
      h2: { fontSize: '1.4rem', lineHeight: '1.25' },
      h3: { fontSize: '1.1rem', lineHeight: '1.35' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    Card: { defaultProps: { withBorder: true, radius: 'lg', padding: 'lg' } },
  },
});

/** Mantine's own grey for secondary text is too light for WCAG AA; this one is 6:1 on white. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--northwind-paper': '#f4f6f3',
    '--northwind-line': '#e0e5e1',
    '--northwind-refused': '#a4341f',
    '--northwind-warning': '#8a5a00',
  },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#55625f',
    '--mantine-color-placeholder': '#6b7774',
    '--mantine-color-error': '#a4341f',
    '--mantine-color-default-border': '#d5dcd8',
  },
  dark: {},
});
