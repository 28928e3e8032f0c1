/* Certificates for tests, made anew for each program that needs them. */
#ifndef APIE_TESTS_TLS_H
#define APIE_TESTS_TLS_H

#define TLS_CLIENT_PASSWORD "correct horse 42"

/* Paths of PEM files. */
typedef struct tls_files {
    char directory[48];
    char ca[80];
    char wrong_ca[80];    /* of an authority that signed nothing here */
    char certificate[80]; /* for 127.0.0.1, localhost and service.test */
    char key[80];
    char client_certificate[80];
    char client_key[80];
    char client_encrypted_key[80]; /* the same key, under TLS_CLIENT_PASSWORD */
    char client_both[80];          /* certificate and key in one file */
    char stranger[80];             /* so, too, but of the other authority */
} tls_files;

/* In a new directory under /tmp. Ends the program if that is impossible. */
void tls_files_make(tls_files *files);
void tls_files_remove(const tls_files *files);

#endif
