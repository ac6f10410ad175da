import { IconLogout, IconMoon, IconSearch, IconSelector, IconSun, IconSunMoon } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { Menu } from '../../design/overlay/menu.tsx';
import {
  chooseColourScheme,
  colourSchemes,
  readColourScheme,
  type ColourScheme,
} from '../../design/theme/colour-scheme.ts';
import { signOut, useSession } from '../api/session.ts';
import { forgetDrafts } from '../forms/use-draft.ts';
import { useTexts } from '../language/language.ts';
import { LanguageSelect } from './language-select.tsx';
import classes from './navigation.module.css';
import { groups, usePlaces, type Group, type Place } from './places.ts';

/** All pages that the operator may see, the search, and who they are. */
export function Navigation({ onSearch }: { onSearch: () => void }) {
  const { t } = useTexts();
  const places = usePlaces();
  return (
    <div className={classes.navigation}>
      <div className={classes.brand}>
        <img src="/console/favicon.svg" alt="" width="24" height="24" />
        <span>Countersign</span>
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <IconSearch size={16} aria-hidden="true" />
        <span>{t('shell.search')}</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <nav aria-label={t('shell.navigation')}>
        {groups.map((group) => (
          <PlaceGroup key={group} group={group} places={places.filter((place) => place.group === group)} />
        ))}
      </nav>
      <div className={classes.foot}>
        <LanguageSelect />
        <OperatorMenu />
      </div>
    </div>
  );
}

function PlaceGroup({ group, places }: { group: Group; places: readonly Place[] }) {
  const { t } = useTexts();
  const id = useId();
  if (places.length === 0) return null;
  return (
    <>
      <h2 id={id} className={group === 'watch' ? 'visually-hidden' : classes.group}>
        {t(`group.${group}`)}
      </h2>
      <ul className={classes.places} aria-labelledby={id}>
        {places.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={classes.place} activeProps={{ 'aria-current': 'page' }}>
              <Icon size={18} stroke={1.75} />
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

const schemeIcons = { system: IconSunMoon, light: IconSun, dark: IconMoon };

function OperatorMenu() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { operator, roles } = useSession();
  const name = operator.display_name ?? operator.username ?? operator.id;
  const [scheme, setScheme] = useState(readColourScheme);
  const choose = (chosen: ColourScheme) => {
    chooseColourScheme(chosen);
    setScheme(chosen);
  };
  const leave = async () => {
    await signOut();
    forgetDrafts();
    queries.clear();
    location.assign('/console/sign-in');
  };
  const schemes = colourSchemes.map((each) => {
    const Icon = schemeIcons[each];
    return {
      id: each,
      name: each === scheme ? `${t(`scheme.${each}`)} ✓` : t(`scheme.${each}`),
      icon: <Icon size={16} aria-hidden="true" />,
      onSelect: () => choose(each),
    };
  });
  const signOutAction = {
    id: 'sign-out',
    name: t('shell.signOut'),
    icon: <IconLogout size={16} aria-hidden="true" />,
    onSelect: () => void leave(),
  };
  return (
    <div className={classes.operator}>
      <Menu label={t('shell.operatorMenu')} hasWords actions={[...schemes, signOutAction]}>
        <span className={classes.initial} aria-hidden="true">
          {[...name][0]?.toLocaleUpperCase()}
        </span>
        <span className={classes.who}>
          <span>{name}</span>
          <span className={classes.role}>{roles.join(', ')}</span>
        </span>
        <span className="visually-hidden">{t('shell.operatorMenu')}</span>
        <IconSelector size={16} aria-hidden="true" />
      </Menu>
    </div>
  );
}
