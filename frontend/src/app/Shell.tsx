import { ActionIcon, AppShell, Burger, Group, Kbd, Tooltip, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import {
  IconBinaryTree2,
  IconChartHistogram,
  IconDeviceDesktop,
  IconFolders,
  IconLayoutDashboard,
  IconListDetails,
  IconMessages,
  IconMoon,
  IconPlugConnected,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Fragment, lazy, Suspense, useEffect } from "react";
import { useNewServices } from "@/shared/tools";
import { DemoBanner } from "./DemoBanner";
import { LiveBadge } from "./LiveBadge";
import { LogOut } from "./LogOut";
import { ProblemBanner } from "./ProblemBanner";
import classes from "./Shell.module.css";
import { ShortcutHelp, useShortcuts } from "./shortcuts";

const DashboardNav = lazy(() => import("@/features/dashboards/DashboardNav"));
const Palette = lazy(() => import("./Palette"));

const PAGES = [
  { to: "/", label: "Dashboards", icon: IconLayoutDashboard, starts: ["/dashboard"] },
  { to: "/traces", label: "Traces", icon: IconBinaryTree2, starts: ["/traces"] },
  { to: "/metrics", label: "Metrics", icon: IconChartHistogram, starts: ["/metrics"] },
  { to: "/logs", label: "Logs", icon: IconListDetails, starts: ["/logs"] },
  { to: "/sessions", label: "Sessions", icon: IconMessages, starts: ["/sessions"] },
  { to: "/projects", label: "Projects", icon: IconFolders, starts: ["/projects"] },
  { to: "/setup", label: "Setup & health", icon: IconPlugConnected, starts: ["/setup"] },
] as const;

/** What stands around every screen: navigation, live state, search, theme. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  useNewServices();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const help = useShortcuts();
  useEffect(close, [path, close]);
  return (
    <AppShell
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !opened } }}
      header={{ height: 48, collapsed: false, offset: false }}
      padding={0}
    >
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <AppShell.Header className={classes.header} hiddenFrom="sm">
        <Group h="100%" px="sm" justify="space-between">
          <Group gap="xs">
            <Burger
              opened={opened}
              onClick={toggle}
              size="sm"
              aria-label={opened ? "Close navigation" : "Open navigation"}
            />
            <Brand />
          </Group>
          <LiveBadge />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label="Main">
        <div className={classes.brand}>
          <Brand />
        </div>
        <button type="button" className={classes.search} onClick={spotlight.open}>
          <IconSearch size={14} aria-hidden />
          <span>Search</span>
          <Kbd size="xs">⌘K</Kbd>
        </button>
        <div className={classes.links}>
          {PAGES.map(({ to, label, icon: Icon, starts }) => {
            const current = path === to || starts.some((start) => path.startsWith(start));
            return (
              <Fragment key={to}>
                <Link to={to} className={classes.link} aria-current={current ? "page" : undefined}>
                  <Icon size={17} stroke={1.6} aria-hidden />
                  {label}
                </Link>
                {to === "/" && current ? (
                  <Suspense fallback={null}>
                    <DashboardNav />
                  </Suspense>
                ) : null}
              </Fragment>
            );
          })}
        </div>
        <div className={classes.foot}>
          <LiveBadge />
          <Group gap={2}>
            <LogOut />
            <SchemeToggle />
            <Tooltip label="Keyboard shortcuts">
              <ActionIcon aria-label="Keyboard shortcuts" onClick={help.open}>
                <span className={classes.question}>?</span>
              </ActionIcon>
            </Tooltip>
          </Group>
        </div>
      </AppShell.Navbar>
      <AppShell.Main id="content" className={classes.main} tabIndex={-1}>
        <ProblemBanner />
        <DemoBanner />
        <Outlet />
      </AppShell.Main>
      <Suspense fallback={null}>
        <Palette />
      </Suspense>
      <ShortcutHelp opened={help.opened} onClose={help.close} />
    </AppShell>
  );
}

function Brand() {
  return (
    <Link to="/" className={classes.name}>
      <img src="/favicon.svg" width={22} height={22} alt="" />
      AI Observer
    </Link>
  );
}

const SCHEMES = { auto: "light", light: "dark", dark: "auto" } as const;
const SCHEME_ICONS = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };
const SCHEME_NAMES = { auto: "system", light: "light", dark: "dark" };

function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = SCHEME_ICONS[colorScheme];
  const label = `Colour scheme: ${SCHEME_NAMES[colorScheme]}`;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(SCHEMES[colorScheme])}>
        <Icon size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
