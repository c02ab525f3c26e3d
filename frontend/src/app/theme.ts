import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const iris: MantineColorsTuple = [
  "#eef0fd",
  "#dadef8",
  "#b2baef",
  "#8994e7",
  "#6773e0",
  "#5260dc",
  "#4655d5",
  "#3846bd",
  "#303eaa",
  "#253496",
];

const dark: MantineColorsTuple = [
  "#d5d9e2",
  "#b3b9c6",
  "#969dac",
  "#757d8e",
  "#454c5a",
  "#323844",
  "#252a34",
  "#1a1e26",
  "#13161c",
  "#0d0f14",
];

const CLOSE = { "aria-label": "Close" };

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 6, dark: 5 },
  colors: { iris, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.25rem" }, h2: { fontSize: "1rem" } } },
  defaultRadius: "md",
  cursorType: "pointer",
  autoContrast: true,
  luminanceThreshold: 0.179, // where black and white text have the same contrast
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Drawer: { defaultProps: { closeButtonProps: CLOSE } },
    Modal: { defaultProps: { closeButtonProps: CLOSE } },
    TextInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs", checkIconPosition: "right" } },
    Button: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
  },
});

/** Page and text colours are ours (global.css), in all components. */
export const cssVariables: CSSVariablesResolver = () => {
  const ours = {
    "--mantine-color-body": "var(--panel)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-soft)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-color-anchor": "var(--link)",
    "--mantine-primary-color-light": "var(--selected)",
    "--mantine-color-iris-light": "var(--selected)",
    "--mantine-color-iris-light-hover": "var(--selected-hover)",
    "--mantine-color-iris-light-color": "var(--link)",
  };
  return { variables: {}, light: ours, dark: ours };
};
