import { Migration } from '@mikro-orm/migrations';
import { openColumnOf, sealColumnOf } from '../entities/columns/encrypted.ts';

interface Row<Key> {
  registration_id: string;
  name: string;
  public_jwk: Key;
}

/** Rows that are changed with one statement. */
const batch = 1000;
const column = 'authenticator_key.public_jwk';

/** The public keys of PINs and other factors are encrypted, those that are there among them: a migrating process has the keyring. */
export class Migration20261130110002_encrypted_factor_keys extends Migration {
  override name = 'Migration20261130110002_encrypted_factor_keys';

  override async up(): Promise<void> {
    const platform = this.driver.getPlatform();
    await this.#convert<object>('bytea', (jwk) => sealColumnOf(platform, column, JSON.stringify(jwk)));
  }

  override async down(): Promise<void> {
    const platform = this.driver.getPlatform();
    await this.#convert<Buffer>('jsonb', (sealed) => openColumnOf(platform, column, sealed));
  }

  /** Writes every key anew into a column of the type, which then takes the place of the present one. */
  async #convert<Key>(type: 'bytea' | 'jsonb', convert: (key: Key) => Buffer | string): Promise<void> {
    await this.execute(`alter table "authenticator_key" add column "converted_jwk" ${type} null;`);
    for (let rows = await this.#unconverted<Key>(); rows.length > 0; rows = await this.#unconverted<Key>())
      await this.#write(type, rows, convert);
    await this.execute(`alter table "authenticator_key" drop column "public_jwk";`);
    await this.execute(`alter table "authenticator_key" rename column "converted_jwk" to "public_jwk";`);
    await this.execute(`alter table "authenticator_key" alter column "public_jwk" set not null;`);
  }

  async #unconverted<Key>(): Promise<Row<Key>[]> {
    return (await this.execute(
      `select registration_id, name, public_jwk from authenticator_key where converted_jwk is null limit ${batch} for update`,
    )) as unknown as Row<Key>[];
  }

  async #write<Key>(type: string, rows: Row<Key>[], convert: (key: Key) => Buffer | string): Promise<void> {
    const values = rows.map(() => `(?::uuid, ?::varchar, ?::${type})`).join(', ');
    const parameters = rows.flatMap(({ registration_id: registration, name, public_jwk: key }) => [
      registration,
      name,
      convert(key),
    ]);
    await this.execute(
      `update authenticator_key k set converted_jwk = v.converted from (values ${values}) v (registration, name, converted)
       where k.registration_id = v.registration and k.name = v.name`,
      parameters,
    );
  }
}
