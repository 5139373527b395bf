package dev.millrace.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretPlaceTest {

    private static final String GIVEN = "a secret that is long enough for us";

    @TempDir private Path folder;

    @Test
    void looksForASecretWithoutMakingOne() {
        Path file = folder.resolve("secrets/keys");
        SecretPlace place = new SecretPlace("", file);

        assertThat(place.find()).isEmpty();
        assertThat(file.getParent()).doesNotExist();

        String digest = place.findOrMake().digest("key");
        assertThat(place.find().orElseThrow().digest("key")).isEqualTo(digest);
    }

    @Test
    void findsWhatIsGivenAndDoesNotTellIt() {
        SecretPlace place = new SecretPlace(GIVEN, folder.resolve("unused"));

        assertThat(place.find()).isPresent();
        assertThat(place.toString()).doesNotContain(GIVEN);
    }
}
