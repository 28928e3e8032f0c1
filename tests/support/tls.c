#include "tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static void require(int good, const char *what)
{
    if (!good) {
        (void)fprintf(stderr, "cannot make test certificates: %s\n", what);
        abort();
    }
}

static void add_extension(X509 *certificate, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    require(extension && X509_add_ext(certificate, extension, -1) == 1, "extension");
    X509_EXTENSION_free(extension);
}

/* issuer NULL: signed by itself. names NULL: an authority. */
static X509 *make_certificate(const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key,
                              const char *names)
{
    static long serial = 1;
    X509 *certificate = X509_new();
    require(certificate != NULL, "memory");
    X509_NAME *subject = X509_get_subject_name(certificate);
    require(X509_set_version(certificate, 2) == 1 &&
                ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++) == 1 &&
                X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != NULL &&
                X509_gmtime_adj(X509_getm_notAfter(certificate), 86400) != NULL &&
                X509_set_pubkey(certificate, key) == 1 &&
                X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name,
                                           -1, -1, 0) == 1,
            "certificate");
    require(X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : subject) ==
                1,
            "issuer");
    if (names)
        add_extension(certificate, issuer, NID_subject_alt_name, names);
    else
        add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    require(X509_sign(certificate, issuer ? issuer_key : key, EVP_sha256()) > 0, "signature");
    return certificate;
}

static EVP_PKEY *make_key(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    require(key != NULL, "key");
    return key;
}

static void put_path(char *path, size_t size, const tls_files *files, const char *name)
{
    int length = snprintf(path, size, "%s/%s", files->directory, name);
    require(length > 0 && (size_t)length < size, "path");
}

/* With certificate, key or both, in this order; password NULL: the key is not encrypted. */
static void save(char *path, size_t size, const tls_files *files, const char *name,
                 const X509 *certificate, const EVP_PKEY *key, const char *password)
{
    put_path(path, size, files, name);
    FILE *file = fopen(path, "we");
    require(file != NULL, path);
    require(!certificate || PEM_write_X509(file, certificate) == 1, path);
    require(!key ||
                PEM_write_PKCS8PrivateKey(file, key, password ? EVP_aes_256_cbc() : NULL, password,
                                          password ? (int)strlen(password) : 0, NULL, NULL) == 1,
            path);
    require(fclose(file) == 0, path);
}

#define SAVE(member, name, certificate, key, password)                                             \
    save(files->member, sizeof files->member, files, name, certificate, key, password)

void tls_files_make(tls_files *files)
{
    *files = (tls_files){.directory = "/tmp/apie-tls-XXXXXX"};
    require(mkdtemp(files->directory) != NULL, "directory");
    EVP_PKEY *keys[] = {make_key(), make_key(), make_key(), make_key()};
    X509 *ca = make_certificate("test authority", keys[0], NULL, NULL, NULL);
    X509 *wrong = make_certificate("other authority", keys[1], NULL, NULL, NULL);
    X509 *server = make_certificate("test server", keys[2], ca, keys[0],
                                    "IP:127.0.0.1,DNS:localhost,DNS:service.test");
    X509 *client = make_certificate("test client", keys[3], ca, keys[0], "DNS:client.test");
    X509 *stranger = make_certificate("test client", keys[3], wrong, keys[1], "DNS:client.test");
    SAVE(ca, "ca.pem", ca, NULL, NULL);
    SAVE(wrong_ca, "wrong-ca.pem", wrong, NULL, NULL);
    SAVE(certificate, "server.pem", server, NULL, NULL);
    SAVE(key, "server.key", NULL, keys[2], NULL);
    SAVE(client_certificate, "client.pem", client, NULL, NULL);
    SAVE(client_key, "client.key", NULL, keys[3], NULL);
    SAVE(client_encrypted_key, "encrypted.key", NULL, keys[3], TLS_CLIENT_PASSWORD);
    SAVE(client_both, "both.pem", client, keys[3], NULL);
    SAVE(stranger, "stranger.pem", stranger, keys[3], NULL);
    X509 *const certificates[] = {ca, wrong, server, client, stranger};
    for (size_t i = 0; i < sizeof certificates / sizeof certificates[0]; i++)
        X509_free(certificates[i]);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        EVP_PKEY_free(keys[i]);
}

void tls_files_remove(const tls_files *files)
{
    const char *const paths[] = {files->ca,
                                 files->wrong_ca,
                                 files->certificate,
                                 files->key,
                                 files->client_certificate,
                                 files->client_key,
                                 files->client_encrypted_key,
                                 files->client_both,
                                 files->stranger};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        (void)unlink(paths[i]);
    (void)rmdir(files->directory);
}
