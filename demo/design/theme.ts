import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import classes from './theme.module.css';

/** The accent colour of both pages: a dark green that is readable as text on white and under white text (>= 6:1). */
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

/** The greys of the dark scheme, tinted with the accent. */
const dark: MantineColorsTuple = [
  '#e4ece9',
  '#c3cfcb',
  '#a9b8b3',
  '#8fa09a',
  '#5d6c67',
  '#37443f',
  '#212d2a',
  '#17211f',
  '#0f1716',
  '#0a100f',
];

/** The shared theme of the shop and the phone: one accent, light and dark, system fonts only. */
export const theme = createTheme({
  colors: { northwind, dark },
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
    Card: { defaultProps: { withBorder: true, radius: 'lg', padding: 'lg' }, classNames: { root: classes.card } },
    // A link differs from the surrounding text by more than its colour.
    Anchor: { defaultProps: { underline: 'always' } },
  },
});

const lightScheme = {
  '--northwind-paper': '#f4f6f3',
  '--northwind-surface': '#ffffff',
  '--northwind-line': '#e0e5e1',
  '--northwind-accent': '#0f6558',
  '--northwind-tint': '#edf7f5',
  '--northwind-tint-strong': '#d9ebe7',
  '--northwind-refused': '#a4341f',
  '--northwind-refused-tint': '#faeae6',
  '--northwind-warning': '#8a5a00',
  '--northwind-shadow': 'rgb(15 40 36 / 30%)',
  '--northwind-device': '#15211f',
  '--wind-far': '#d9ebe7',
  '--wind-near': '#b0d6cf',
  '--wind-ground': '#83c0b5',
  '--mantine-color-body': '#ffffff',
  '--mantine-color-text': '#15211f',
  '--mantine-color-dimmed': '#55625f',
  '--mantine-color-placeholder': '#6b7774',
  '--mantine-color-error': '#a4341f',
  '--mantine-color-default-border': '#d5dcd8',
};

const darkScheme = {
  '--northwind-paper': '#0f1716',
  '--northwind-surface': '#17211f',
  '--northwind-line': '#2b3936',
  '--northwind-accent': '#83cfc1',
  '--northwind-tint': '#15302b',
  '--northwind-tint-strong': '#1d433c',
  '--northwind-refused': '#f4a698',
  '--northwind-refused-tint': '#3b1f1a',
  '--northwind-warning': '#e6bb66',
  '--northwind-shadow': 'rgb(0 0 0 / 60%)',
  '--northwind-device': '#050908',
  '--wind-far': '#16302b',
  '--wind-near': '#1b3f38',
  '--wind-ground': '#21544b',
  '--mantine-color-body': '#17211f',
  '--mantine-color-text': '#e4ece9',
  '--mantine-color-dimmed': '#a9b8b3',
  '--mantine-color-placeholder': '#a9b8b3',
  '--mantine-color-error': '#f4a698',
  '--mantine-color-default-border': '#43514d',
  '--mantine-color-anchor': '#83cfc1',
  '--mantine-color-northwind-filled': '#1c7a6b',
  '--mantine-color-northwind-filled-hover': '#186b5e',
  '--mantine-color-northwind-light': '#1d3a35',
  '--mantine-color-northwind-light-hover': '#24473f',
  '--mantine-color-northwind-light-color': '#9cdccf',
  '--mantine-color-northwind-outline': '#83cfc1',
};

/**
 * The colours of the pages' own styles. Mantine's grey for secondary text is too light for WCAG AA; every pair of text
 * and background here has a contrast of 4.5:1 or more in both schemes. `-fill` is a background for white text.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--northwind-refused-fill': '#a4341f',
    '--northwind-warning-fill': '#8a5a00',
  },
  light: lightScheme,
  dark: darkScheme,
});
