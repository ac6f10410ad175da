import { Migration } from '@mikro-orm/migrations';

/** Clients with certificates (RFC 8705), and protected resources whose tokens are bound to one. */
export class Migration20261201134501_client_certificates extends Migration {
  override name = 'Migration20261201134501_client_certificates';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" add "tls_client_auth" jsonb null, add "tls_client_certificate_bound_access_tokens" boolean not null default false;`);
    this.addSql(`alter table "oauth_client" drop constraint if exists "oauth_client_token_endpoint_auth_method_check";`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_token_endpoint_auth_method_check" check ("token_endpoint_auth_method" in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'));`);
    this.addSql(`alter table "protected_resource" drop constraint if exists "protected_resource_binding_check";`);
    this.addSql(`alter table "protected_resource" add constraint "protected_resource_binding_check" check ("binding" in ('none', 'dpop', 'mtls'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`update "protected_resource" set "binding" = 'none' where "binding" = 'mtls';`);
    this.addSql(`alter table "protected_resource" drop constraint "protected_resource_binding_check";`);
    this.addSql(`alter table "protected_resource" add constraint "protected_resource_binding_check" check ("binding" in ('none', 'dpop'));`);
    this.addSql(`delete from "oauth_client" where "token_endpoint_auth_method" in ('tls_client_auth', 'self_signed_tls_client_auth');`);
    this.addSql(`alter table "oauth_client" drop constraint "oauth_client_token_endpoint_auth_method_check";`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_token_endpoint_auth_method_check" check ("token_endpoint_auth_method" in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'));`);
    this.addSql(`alter table "oauth_client" drop column "tls_client_auth", drop column "tls_client_certificate_bound_access_tokens";`);
  }
}
