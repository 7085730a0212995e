package io.lockstep.driver.cluster;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class HadoopSettingsTest {
    @Test
    void shipsWhatIsNotHadoopsDefault() {
        SparkConf spark = new SparkConf(false)
                .set("spark.hadoop.fs.defaultFS", "hdfs://name:8020")
                .set("spark.hadoop.ipc.client.connect.max.retries", "7");
        Configuration hadoop = HadoopSettings.of(spark);
        Map<String, String> shipped = HadoopSettings.beyondDefaults(hadoop);
        assertThat(shipped)
                .containsEntry("fs.defaultFS", "hdfs://name:8020")
                .containsEntry("ipc.client.connect.max.retries", "7")
                .containsEntry("ipc.client.connect.max.retries.on.timeouts", "3")
                .hasSizeLessThan(20);
    }
}
